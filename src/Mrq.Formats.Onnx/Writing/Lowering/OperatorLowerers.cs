using System.Collections.Frozen;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.Onnx;

/// <summary>Which operators have a form in a new file, and what writes it.</summary>
internal static class OperatorLowerers
{
    private static readonly FrozenDictionary<Type, Action<LoweringContext, GraphStep>> ByType = new Dictionary<Type, Action<LoweringContext, GraphStep>>
    {
        [typeof(Conv2D)] = ConvolutionLowerer.Convolution,
        [typeof(DepthwiseConv2D)] = ConvolutionLowerer.Convolution,
        [typeof(TransposeConv)] = ConvolutionLowerer.Transposed,
        [typeof(FullyConnected)] = MatrixLowerer.FullyConnected,
        [typeof(Add)] = ElementwiseLowerer.Binary,
        [typeof(Sub)] = ElementwiseLowerer.Binary,
        [typeof(Mul)] = ElementwiseLowerer.Binary,
        [typeof(Div)] = ElementwiseLowerer.Binary,
        [typeof(Maximum)] = ElementwiseLowerer.Extremum,
        [typeof(Minimum)] = ElementwiseLowerer.Extremum,
        [typeof(ArgMax)] = ElementwiseLowerer.Position,
        [typeof(ArgMin)] = ElementwiseLowerer.Position,
        [typeof(Relu)] = ActivationLowerer.Clamp,
        [typeof(Relu6)] = ActivationLowerer.Clamp,
        [typeof(ReluN1To1)] = ActivationLowerer.Clamp,
        [typeof(LeakyRelu)] = ActivationLowerer.Function,
        [typeof(Logistic)] = ActivationLowerer.Function,
        [typeof(Tanh)] = ActivationLowerer.Function,
        [typeof(HardSwish)] = ActivationLowerer.Function,
        [typeof(Elu)] = ActivationLowerer.Function,
        [typeof(Gelu)] = ActivationLowerer.Function,
        [typeof(Abs)] = ActivationLowerer.Function,
        [typeof(Exp)] = ActivationLowerer.Function,
        [typeof(Log)] = ActivationLowerer.Function,
        [typeof(Sqrt)] = ActivationLowerer.Function,
        [typeof(Rsqrt)] = ActivationLowerer.InverseRoot,
        [typeof(Table)] = ActivationLowerer.Table,
        [typeof(Prelu)] = ActivationLowerer.Prelu,
        [typeof(Softmax)] = ActivationLowerer.Softmax,
        [typeof(AveragePool2D)] = PoolingLowerer.Average,
        [typeof(MaxPool2D)] = PoolingLowerer.Max,
        [typeof(Mean)] = PoolingLowerer.Mean,
        [typeof(Concatenation)] = MovementLowerer.Concatenation,
        [typeof(Pack)] = MovementLowerer.Pack,
        [typeof(Unpack)] = MovementLowerer.Unpack,
        [typeof(Split)] = MovementLowerer.Split,
        [typeof(SplitV)] = MovementLowerer.Split,
        [typeof(Slice)] = MovementLowerer.Slice,
        [typeof(StridedSlice)] = MovementLowerer.StridedSlice,
        [typeof(ReverseV2)] = MovementLowerer.Reverse,
        [typeof(Gather)] = MovementLowerer.Gather,
        [typeof(Tile)] = MovementLowerer.Repeat,
        [typeof(BroadcastTo)] = MovementLowerer.Repeat,
        [typeof(DepthToSpace)] = MovementLowerer.SpaceDepth,
        [typeof(SpaceToDepth)] = MovementLowerer.SpaceDepth,
        [typeof(Pad)] = MovementLowerer.Pad,
        [typeof(PadV2)] = MovementLowerer.Pad,
        [typeof(MirrorPad)] = MovementLowerer.Pad,
        [typeof(Reshape)] = ShapeLowerer.Reshape,
        [typeof(Squeeze)] = ShapeLowerer.Reshape,
        [typeof(ExpandDims)] = ShapeLowerer.Reshape,
        [typeof(Transpose)] = ShapeLowerer.Transpose,
        [typeof(ResizeBilinear)] = ResizeLowerer.Bilinear,
        [typeof(ResizeNearestNeighbor)] = ResizeLowerer.Nearest,
        [typeof(Quantize)] = QuantizationLowerer.Quantize,
        [typeof(Dequantize)] = QuantizationLowerer.Dequantize,
    }.ToFrozenDictionary();

    /// <summary>The kinds of operators that have a form.</summary>
    public static IEnumerable<Type> Kinds => ByType.Keys;

    /// <exception cref="UnwritableException">There is none.</exception>
    public static Action<LoweringContext, GraphStep> Of(Operator step) => ByType.GetValueOrDefault(step.GetType()) ?? throw new UnwritableException("no operator of ONNX is written for it");
}
