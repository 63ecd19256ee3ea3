using System.Collections.Frozen;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.Onnx;

/// <summary>Which operators have a form in a new file, and what writes it.</summary>
internal static class OperatorLowerers
{
    private static readonly FrozenDictionary<Type, Lowerer> ByType = new Dictionary<Type, Lowerer>
    {
        [typeof(Conv2D)] = new(ConvolutionLowerer.Convolution, "Conv", "QLinearConv"),
        [typeof(DepthwiseConv2D)] = new(ConvolutionLowerer.Convolution, "Conv", "QLinearConv"),
        [typeof(TransposeConv)] = new(ConvolutionLowerer.Transposed, "ConvTranspose", null),
        [typeof(FullyConnected)] = new(MatrixLowerer.FullyConnected, "Gemm", "QGemm"),
        [typeof(BatchMatMul)] = new(MatrixLowerer.BatchProduct, "Transpose, MatMul", "Transpose, QLinearMatMul"),
        [typeof(Svdf)] = new(RecurrentLowerer.Svdf, "Gemm, Slice, Concat, Conv; its state is an input and an output", "QGemm, Slice, Concat, QLinearConv; its state is an input and an output"),
        [typeof(Add)] = new(ElementwiseLowerer.Binary, "Add", "QLinearAdd"),
        [typeof(Sub)] = new(ElementwiseLowerer.Binary, "Sub", null),
        [typeof(Mul)] = new(ElementwiseLowerer.Binary, "Mul", "QLinearMul"),
        [typeof(Div)] = new(ElementwiseLowerer.Binary, "Div", null),
        [typeof(Maximum)] = new(ElementwiseLowerer.Extremum, "Max, Clip", "Clip"),
        [typeof(Minimum)] = new(ElementwiseLowerer.Extremum, "Min, Clip", "Clip"),
        [typeof(Equal)] = new(ElementwiseLowerer.Comparison, "Equal", null),
        [typeof(NotEqual)] = new(ElementwiseLowerer.Comparison, "Equal, Not", null),
        [typeof(Greater)] = new(ElementwiseLowerer.Comparison, "Greater", null),
        [typeof(GreaterEqual)] = new(ElementwiseLowerer.Comparison, "GreaterOrEqual", null),
        [typeof(Less)] = new(ElementwiseLowerer.Comparison, "Less", null),
        [typeof(LessEqual)] = new(ElementwiseLowerer.Comparison, "LessOrEqual", null),
        [typeof(ArgMax)] = new(ElementwiseLowerer.Position, "ArgMax", "ArgMax"),
        [typeof(ArgMin)] = new(ElementwiseLowerer.Position, "ArgMin", "ArgMin"),
        [typeof(Relu)] = new(ActivationLowerer.Clamp, "Relu", "Clip at one scale"),
        [typeof(Relu6)] = new(ActivationLowerer.Clamp, "Clip", "Clip at one scale"),
        [typeof(ReluN1To1)] = new(ActivationLowerer.Clamp, "Clip", "Clip at one scale"),
        [typeof(LeakyRelu)] = new(ActivationLowerer.Function, "LeakyRelu", "QLinearLeakyRelu"),
        [typeof(Logistic)] = new(ActivationLowerer.Function, "Sigmoid", "QLinearSigmoid"),
        [typeof(Tanh)] = new(ActivationLowerer.Function, "Tanh", null),
        [typeof(HardSwish)] = new(ActivationLowerer.Function, "HardSwish", null),
        [typeof(Elu)] = new(ActivationLowerer.Function, "Elu", null),
        [typeof(Gelu)] = new(ActivationLowerer.Function, "Gelu", null),
        [typeof(Abs)] = new(ActivationLowerer.Function, "Abs", null),
        [typeof(Exp)] = new(ActivationLowerer.Function, "Exp", null),
        [typeof(Log)] = new(ActivationLowerer.Function, "Log", null),
        [typeof(Sqrt)] = new(ActivationLowerer.Function, "Sqrt", null),
        [typeof(Rsqrt)] = new(ActivationLowerer.InverseRoot, "Sqrt, Reciprocal", null),
        [typeof(Table)] = new(ActivationLowerer.Table, "the function that it is of, else Cast, Gather", "QLinearSigmoid, QLinearLeakyRelu, else Cast, Gather"),
        [typeof(Prelu)] = new(ActivationLowerer.Prelu, "PRelu", null),
        [typeof(Softmax)] = new(ActivationLowerer.Softmax, "Softmax", "QLinearSoftmax"),
        [typeof(LogSoftmax)] = new(ActivationLowerer.Rows, "LogSoftmax", null),
        [typeof(L2Normalization)] = new(ActivationLowerer.Rows, "LpNormalization", null),
        [typeof(AveragePool2D)] = new(PoolingLowerer.Average, "AveragePool", "QLinearAveragePool"),
        [typeof(MaxPool2D)] = new(PoolingLowerer.Max, "MaxPool", "MaxPool"),
        [typeof(Mean)] = new(PoolingLowerer.Reduction, "GlobalAveragePool, ReduceMean", "QLinearGlobalAveragePool"),
        [typeof(Sum)] = new(PoolingLowerer.Reduction, "ReduceSum", null),
        [typeof(Concatenation)] = new(MovementLowerer.Concatenation, "Concat", "QLinearConcat, Concat"),
        [typeof(Pack)] = new(MovementLowerer.Pack, "Reshape, Concat", "Reshape, Concat"),
        [typeof(Unpack)] = new(MovementLowerer.Unpack, "Split, Reshape", "Split, Reshape"),
        [typeof(Split)] = new(MovementLowerer.Split, "Split", "Split"),
        [typeof(SplitV)] = new(MovementLowerer.Split, "Split", "Split"),
        [typeof(Slice)] = new(MovementLowerer.Slice, "Slice", "Slice"),
        [typeof(StridedSlice)] = new(MovementLowerer.StridedSlice, "Slice", "Slice"),
        [typeof(ReverseV2)] = new(MovementLowerer.Reverse, "Slice", "Slice"),
        [typeof(Gather)] = new(MovementLowerer.Gather, "Gather", "Gather"),
        [typeof(Tile)] = new(MovementLowerer.Repeat, "Tile", "Tile"),
        [typeof(BroadcastTo)] = new(MovementLowerer.Repeat, "Expand", "Expand"),
        [typeof(DepthToSpace)] = new(MovementLowerer.SpaceDepth, "DepthToSpace", "DepthToSpace"),
        [typeof(SpaceToDepth)] = new(MovementLowerer.SpaceDepth, "SpaceToDepth", "SpaceToDepth"),
        [typeof(Pad)] = new(MovementLowerer.Pad, "Pad", "Pad"),
        [typeof(PadV2)] = new(MovementLowerer.Pad, "Pad", "Pad"),
        [typeof(MirrorPad)] = new(MovementLowerer.Pad, "Pad", "Pad"),
        [typeof(Reshape)] = new(ShapeLowerer.Reshape, "Reshape, or nothing", "Reshape, or nothing"),
        [typeof(Squeeze)] = new(ShapeLowerer.Reshape, "Reshape, or nothing", "Reshape, or nothing"),
        [typeof(ExpandDims)] = new(ShapeLowerer.Reshape, "Reshape, or nothing", "Reshape, or nothing"),
        [typeof(Transpose)] = new(ShapeLowerer.Transpose, "Transpose, or nothing", "Transpose, or nothing"),
        [typeof(ResizeBilinear)] = new(ResizeLowerer.Bilinear, "Resize", null),
        [typeof(ResizeNearestNeighbor)] = new(ResizeLowerer.Nearest, "Resize", "Resize"),
        [typeof(Quantize)] = new(QuantizationLowerer.Quantize, "QuantizeLinear", "QuantizeLinear"),
        [typeof(Dequantize)] = new(QuantizationLowerer.Dequantize, "DequantizeLinear", "DequantizeLinear"),
    }.ToFrozenDictionary();

    /// <summary>The nodes of an operator of a kind in either form; null where the kind has none, or no quantized ones.</summary>
    public static (string? Qdq, string? QOperator) Nodes(Operator kind) => ByType.TryGetValue(kind.GetType(), out var lowerer) ? (lowerer.Qdq, lowerer.QOperator) : (null, null);

    /// <exception cref="UnwritableException">There is none.</exception>
    public static Action<LoweringContext, GraphStep> Of(Operator step) => ByType.GetValueOrDefault(step.GetType())?.Lower ?? throw new UnwritableException("no operator of ONNX is written for it");

    /// <summary>What writes an operator, and the nodes that it becomes.</summary>
    /// <param name="Lower">What writes it.</param>
    /// <param name="Qdq">Its nodes between DequantizeLinear and QuantizeLinear.</param>
    /// <param name="QOperator">Those on integers; null where there are none.</param>
    private sealed record Lowerer(Action<LoweringContext, GraphStep> Lower, string Qdq, string? QOperator);
}
