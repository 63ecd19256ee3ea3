using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite;

/// <summary>
/// TFLite numbers its operators' versions by what they accept: int8 came later than uint8, and int16 later still. A runtime that has only the old
/// version must refuse a converted model instead of misreading it. Source: TFLite <c>tools/versioning/op_version.cc</c>.
/// </summary>
public static class OperatorVersions
{
    /// <summary>The graph with every operator on int8 or int16 at least at the version that introduced the type.</summary>
    public static QuantizedGraph RaiseForTypes(QuantizedGraph graph) => graph with
    {
        Operators =
        [
            .. graph.Operators.Select(step =>
                step.Inputs.Length > DataInput(step) && step.Inputs[DataInput(step)] is >= 0 and var input
                && First(step, graph.Tensors[input].Type) is var first && first > step.Version
                    ? step with { Version = first }
                    : step),
        ],
    };

    private static int First(Operator step, ElementType type) => Math.Max(FirstWithActivation(step), type switch
    {
        ElementType.Int8 => FirstWithInt8(step),
        ElementType.Int16 => FirstWithInt16(step),
        _ => 1,
    });

    private static int FirstWithActivation(Operator step) => step is TransposeConv { FusedActivationFunction: not ActivationFunctionType.None } ? 4 : 1;

    /// <summary>The input that decides; SPLIT has its axis first, FILL its shape, SELECT its condition, TRANSPOSE_CONV shape and weights.</summary>
    private static int DataInput(Operator step) => step switch { Split or Fill or Select or SelectV2 or ScatterND => 1, TransposeConv or OneHot => 2, _ => 0 };

    private static int FirstWithInt8(Operator step) => step switch
    {
        FullyConnected => 4,
        Conv2D or DepthwiseConv2D or ReverseV2 or Tile or BroadcastTo => 3,
        Add or Sub or Mul or AveragePool2D or MaxPool2D or Softmax or Dequantize or TransposeConv => 2,
        Relu or Relu6 or Logistic or Tanh or L2Normalization or Mean or Sum => 2,
        Concatenation or Pad or PadV2 or MirrorPad or Pack or Unpack or Split or SplitV or Gather => 2,
        Transpose or Slice or StridedSlice or SpaceToDepth or DepthToSpace or SpaceToBatchND or BatchToSpaceND => 2,
        ArgMax or ArgMin or Maximum or Minimum or ResizeBilinear or ResizeNearestNeighbor => 2,
        ReduceMax or ReduceMin or Abs or Rsqrt or Exp or Log or Sqrt or Equal or NotEqual or Greater or GreaterEqual or Less or LessEqual => 2,
        BatchMatMul or SquaredDifference or TopKV2 or ReduceProd or FloorMod => 2,
        Fill or FloorDiv => 3,
        _ => 1,
    };

    private static int FirstWithInt16(Operator step) => step switch
    {
        FullyConnected => 7,
        DepthwiseConv2D or Transpose => 5,
        Sub { PotScaleInt16: false } => 5,
        Add { PotScaleInt16: false } => 3,
        Conv2D or Mul or Unpack or Split or Gather or Slice or Maximum or Minimum => 4,
        ResizeBilinear or ResizeNearestNeighbor or SpaceToBatchND or BatchToSpaceND => 4,
        TransposeConv or AveragePool2D or MaxPool2D or Softmax or Mean or Relu or Relu6 or Logistic or Tanh or Dequantize => 3,
        Concatenation or Pad or PadV2 or MirrorPad or Pack or BroadcastTo => 3,
        LeakyRelu or Quantize => 2,
        Equal => 5,
        NotEqual => 4,
        BatchMatMul or Abs or ReduceMax or ReduceMin or Rsqrt or Less or GreaterEqual or TopKV2 or Fill or GatherND or FloorDiv => 3,
        Exp or Log or Sqrt or ReduceProd or FloorMod or SquaredDifference => 2,
        _ => 1,
    };
}
