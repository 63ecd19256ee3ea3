using Mrq.Core.Graph;
using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>Operators that take integers as they are have one type, scale and zero point on all sides.</summary>
internal static class TieCheck
{
    public static IEnumerable<Violation> Of(Conversion conversion)
    {
        var graph = conversion.Target;
        for (var step = 0; step < graph.Operators.Length; step++)
        {
            var tied = RawOperators.Tied(graph, graph.Operators[step]).ToArray();
            foreach (var tensor in tied.Skip(1).Where(tensor => Differs(graph.Tensors[tied[0]], graph.Tensors[tensor])))
            {
                yield return Violation.At(graph, step, tensor, Invariant($"it does not have type, scale and zero point of '{graph.Tensors[tied[0]].Name}', and the operator does not requantize."));
            }
        }
    }

    private static bool Differs(Tensor one, Tensor other) => one.Type != other.Type || !one.Quantization!.Equals(other.Quantization);
}
