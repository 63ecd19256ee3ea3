using Mrq.Core.Graph;
using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>Every scale is a positive finite number, every zero point a value of its type.</summary>
internal static class ScaleCheck
{
    public static IEnumerable<Violation> Of(Conversion conversion)
    {
        var graph = conversion.Target;
        foreach (var index in graph.Operators.SelectMany(step => step.Inputs.Concat(step.Outputs)).Concat(graph.Inputs).Concat(graph.Outputs).Where(tensor => tensor >= 0).Distinct().Order())
        {
            if (graph.Tensors[index] is not { Quantization: { } quantization } tensor)
            {
                continue;
            }

            if (quantization.Scales.FirstOrDefault(scale => !(scale > 0) || !float.IsFinite(scale), 1) is not 1 and var scale)
            {
                yield return Violation.Of(graph, index, Invariant($"its scale {scale} is not a positive finite number."));
            }

            var (minimum, maximum) = tensor.Type.ZeroPointRange();
            if (quantization.ZeroPoints.FirstOrDefault(zeroPoint => zeroPoint < minimum || zeroPoint > maximum, 0) is not 0 and var zeroPoint)
            {
                yield return Violation.Of(graph, index, Invariant($"its zero point {zeroPoint} is no {tensor.Type.FieldName()}."));
            }
        }
    }
}
