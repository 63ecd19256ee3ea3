using System.Collections.Immutable;
using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>
/// Operators that compute real numbers with weights of integers. TFLite's hybrid kernels quantize the activations as they run, by scales that no file says: there is nothing to be exact
/// to, and nothing to convert.
/// </summary>
public static class DynamicRange
{
    /// <summary>The operators by their index.</summary>
    public static ImmutableArray<int> Steps(QuantizedGraph graph) => [.. Enumerable.Range(0, graph.Operators.Length).Where(step => Contains(graph, graph.Operators[step]))];

    /// <summary>Whether an operator is one of them: its output is real, and a constant of its inputs stands for real numbers by its scale.</summary>
    public static bool Contains(QuantizedGraph graph, Operator step) =>
        step is not (Dequantize or Quantize or Cast or DetectionPostProcess) && !(step is OpaqueOperator && step.Name.StartsWith("CUSTOM(", StringComparison.Ordinal))
        && step.Outputs is [var output, ..] && graph.Tensors[output].Type == ElementType.Float32
        && step.Inputs.Any(input => input >= 0 && graph.Tensors[input] is { IsConstant: true, Quantization: not null, Type: ElementType.Int8 or ElementType.UInt8 or ElementType.Int4 });

    /// <summary>What to say of a graph that has such operators: what it is, and what to do; null for one that has none.</summary>
    public static string? Refusal(QuantizedGraph graph) => Steps(graph) is not [var first, ..] steps ? null : FormattableString.Invariant(
        $"only the weights are quantized (dynamic range): {graph.Describe(first)}{(steps.Length > 1 ? FormattableString.Invariant($" and {steps.Length - 1} more multiply") : " multiplies")} float32 activations with integer weights, at scales that no file says. Quantize the model fully, activations too, with a representative dataset (full-integer post-training quantization).");
}
