using Mrq.Core.Graph;
using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>
/// Operators with a memory, and operators that compute on stored integers as numbers, get in the target what they have in the source: the same types, scales and zero
/// points of all quantized tensors, and the same constants. Source: TFLite <c>kernels/svdf.cc</c>, <c>unidirectional_sequence_lstm.cc</c>, <c>read_variable.cc</c>,
/// <c>cast.cc</c>, <c>floor_div.cc</c>, <c>reference/neg.h</c>, ScatterNd in <c>reference_ops.h</c>.
/// </summary>
internal static class UntouchedCheck
{
    private static readonly HashSet<string> WithMemory = new(StringComparer.Ordinal) { "SVDF", "UNIDIRECTIONAL_SEQUENCE_LSTM" };

    private static readonly HashSet<string> OnNumbers = new(StringComparer.Ordinal)
    {
        "ASSIGN_VARIABLE", "CAST", "CUMSUM", "FLOOR_DIV", "FLOOR_MOD", "NEG", "POW", "READ_VARIABLE", "SCATTER_ND", "WHERE",
    };

    /// <summary>Weights, biases, memory and inner tensors of operators with a memory, for which a scheme has no rule.</summary>
    public static IEnumerable<int> Inside(QuantizedGraph graph) => graph.Operators.Where(step => WithMemory.Contains(step.Name))
        .SelectMany(step => step.Inputs.Skip(1).Concat(step.Intermediates)).Where(tensor => tensor >= 0);

    public static IEnumerable<Violation> Of(Conversion conversion)
    {
        var graph = conversion.Target;
        for (var step = 0; step < graph.Operators.Length; step++)
        {
            var operation = graph.Operators[step];
            if (!WithMemory.Contains(operation.Name) && !OnNumbers.Contains(operation.Name))
            {
                continue;
            }

            foreach (var tensor in operation.Inputs.Concat(operation.Outputs).Concat(operation.Intermediates).Where(tensor => tensor >= 0))
            {
                var (before, after) = (conversion.Source.Tensors[tensor], graph.Tensors[tensor]);
                if (before.Type != after.Type || !Equals(before.Quantization, after.Quantization) || conversion.Folded.ContainsKey(tensor))
                {
                    yield return Violation.At(graph, step, tensor, Invariant($"it has not the type, scale and zero point of the source's, which the operator needs."));
                }
                else if (before.Data is { } constant && after.Data is { } converted && !constant.Span.SequenceEqual(converted.Span))
                {
                    yield return Violation.At(graph, step, tensor, "it is another constant than the source's, which the operator needs.");
                }
            }
        }
    }
}
