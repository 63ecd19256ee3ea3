using System.Globalization;
using Mrq.Core.Graph;
using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>SOFTMAX, LOGISTIC, TANH and the like have the scale and zero point that the container fixes for their type, or that cover the range that the target fixes.</summary>
internal static class FixedOutputCheck
{
    public static IEnumerable<Violation> Of(Conversion conversion)
    {
        var graph = conversion.Target;
        for (var step = 0; step < graph.Operators.Length; step++)
        {
            if (FixedOutputs.Of(graph, step, conversion.Rules) is { } parameters && !parameters.Equals(graph.Tensors[graph.Operators[step].Outputs[0]].Quantization))
            {
                yield return Violation.At(
                    graph,
                    step,
                    graph.Operators[step].Outputs[0],
                    Invariant($"its scale and zero point are {Describe(graph.Tensors[graph.Operators[step].Outputs[0]].Quantization)}; the operator fixes {Describe(parameters)}."));
            }
        }
    }

    private static string Describe(QuantizationParameters? parameters) =>
        parameters is null ? "missing" : string.Create(CultureInfo.InvariantCulture, $"{parameters.Scale:R} and {parameters.ZeroPoints[0]}");
}
