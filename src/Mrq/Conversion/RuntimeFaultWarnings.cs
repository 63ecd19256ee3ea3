using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq;

/// <summary>What there is to say of operators that a runtime is known to compute otherwise than they are specified.</summary>
internal static class RuntimeFaultWarnings
{
    private const int FirstPeephole = 9;
    private const int ProjectionWeights = 16;

    /// <returns>One warning for each operator that comes out wrong.</returns>
    public static IReadOnlyList<(MrqCode Code, string Message)> Of(QuantizedGraph graph, ArithmeticAssignment arithmetic) =>
    [
        .. graph.Operators.Select((step, index) => (Index: index, Fault: Fault(graph, step, arithmetic[index].Quirks)))
            .Where(found => found.Fault is not null)
            .Select(found => (MrqCodes.RuntimeFault, $"{graph.Describe(found.Index)}: {arithmetic[found.Index].Name} {found.Fault}")),
    ];

    /// <summary>What the written container's own runtime computes otherwise on some machines.</summary>
    internal static IReadOnlyList<(MrqCode Code, string Message)> Of(IEnumerable<string> doubts) => [.. doubts.Select(doubt => (MrqCodes.RuntimeFault, $"{char.ToUpperInvariant(doubt[0])}{doubt[1..]}."))];

    private static string? Fault(QuantizedGraph graph, Operator step, RuntimeQuirks quirks) => step switch
    {
        Sum when quirks.SumTakesInt8ForUInt8 && TypeOf(graph, step, 0) == ElementType.Int8 => "takes its int8 values for unsigned ones, so that the sum is wrong.",
        UnidirectionalSequenceLstm when quirks.LstmPeepholesCountOutputs && Has(step, ProjectionWeights) && Enumerable.Range(FirstPeephole, 3).Any(input => Has(step, input)) =>
            "counts peephole weights by outputs instead of cells, so that the last cells have none.",
        Conv2D or DepthwiseConv2D or TransposeConv or FullyConnected when quirks.IgnoresZeroPointOfInt8Weights && HasSkewedWeights(graph, step) =>
            "takes its weights without their zero point.",
        Relu6 when quirks.Relu6KeepsScale && !Equals(graph.Tensors[step.Inputs[0]].Quantization, graph.Tensors[step.Outputs[0]].Quantization) =>
            "clamps the input and takes no notice of the output's scale and zero point.",
        Logistic or Tanh when quirks.Int8SigmoidInFixedPoint && TypeOf(graph, step, 0) == ElementType.Int8 && graph.Tensors[step.Outputs[0]].Quantization?.Scale != (step is Tanh ? 1 / 128f : 1 / 256f) =>
            "takes the output to have the scale of its range, 1/256 for LOGISTIC and 1/128 for TANH, which it has not.",
        _ => null,
    };

    private static bool HasSkewedWeights(QuantizedGraph graph, Operator step) =>
        Has(step, 1)
        && graph.Tensors[step.Inputs[1]] is { Type: ElementType.Int8 or ElementType.Int4, Quantization: { } quantization }
        && !(step is FullyConnected && quantization.IsPerTensor)
        && quantization.ZeroPoints.Any(zeroPoint => zeroPoint != 0);

    private static ElementType? TypeOf(QuantizedGraph graph, Operator step, int input) => Has(step, input) ? graph.Tensors[step.Inputs[input]].Type : null;

    private static bool Has(Operator step, int input) => input < step.Inputs.Length && step.Inputs[input] >= 0;
}
