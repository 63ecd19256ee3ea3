using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Conversion.Tests.Trials;

/// <summary>What the trials need to know of operators, from TFLite's specification.</summary>
internal static class Facts
{
    /// <summary>Copies of integers: nothing is rounded.</summary>
    private static readonly HashSet<string> Copies = new(StringComparer.Ordinal)
    {
        "BATCH_TO_SPACE_ND", "BROADCAST_TO", "DEPTH_TO_SPACE", "EXPAND_DIMS", "FILL", "GATHER", "GATHER_ND", "MAXIMUM", "MAX_POOL_2D", "MINIMUM", "MIRROR_PAD", "PACK", "PAD", "PADV2", "REDUCE_MAX", "REDUCE_MIN", "RESHAPE",
        "RESIZE_NEAREST_NEIGHBOR", "REVERSE_V2", "SELECT", "SELECT_V2", "SLICE", "SPACE_TO_BATCH_ND", "SPACE_TO_DEPTH", "SPLIT", "SPLIT_V", "SQUEEZE", "STRIDED_SLICE", "TILE", "TOPK_V2", "TRANSPOSE", "UNPACK",
    };

    public static bool IsActivation(Tensor tensor) => tensor is { Quantization.IsPerTensor: true, Type: ElementType.UInt8 or ElementType.Int8 or ElementType.Int16 };

    /// <summary>Whether an operator only copies; uint8 CONCATENATION does where all grids are the same.</summary>
    public static bool IsCopy(QuantizedGraph graph, Operator step) =>
        Copies.Contains(step.Name)
        || (step is Concatenation && step.Inputs.All(input => graph.Tensors[input].Quantization?.Equals(graph.Tensors[step.Outputs[0]].Quantization) == true));

    /// <summary>The weights of an operator and the dimension of their output channels.</summary>
    public static (int Tensor, int Axis)? WeightsOf(QuantizedGraph graph, Operator step) => step switch
    {
        Conv2D or FullyConnected or TransposeConv when graph.Tensors[step.Inputs[1]].IsConstant => (step.Inputs[1], 0),
        DepthwiseConv2D when graph.Tensors[step.Inputs[1]].IsConstant => (step.Inputs[1], 3),
        _ => null,
    };

    /// <summary>The real numbers between which an operator leaves its result.</summary>
    public static (double Low, double High) ClampOf(Operator step) => (step switch
    {
        Relu => ActivationFunctionType.Relu,
        Relu6 => ActivationFunctionType.Relu6,
        ReluN1To1 => ActivationFunctionType.ReluN1To1,
        Add fused => fused.FusedActivationFunction,
        Sub fused => fused.FusedActivationFunction,
        Mul fused => fused.FusedActivationFunction,
        Conv2D fused => fused.FusedActivationFunction,
        DepthwiseConv2D fused => fused.FusedActivationFunction,
        FullyConnected fused => fused.FusedActivationFunction,
        TransposeConv fused => fused.FusedActivationFunction,
        Div fused => fused.FusedActivationFunction,
        AveragePool2D fused => fused.FusedActivationFunction,
        MaxPool2D fused => fused.FusedActivationFunction,
        _ => ActivationFunctionType.None,
    }) switch
    {
        ActivationFunctionType.Relu => (0, double.PositiveInfinity),
        ActivationFunctionType.Relu6 => (0, 6),
        ActivationFunctionType.ReluN1To1 => (-1, 1),
        _ => (double.NegativeInfinity, double.PositiveInfinity),
    };
}
