using System.Collections.Frozen;

namespace Mrq.Formats.Onnx;

/// <summary>Which nodes are mapped, and by what.</summary>
internal static class NodeLifters
{
    private const string Microsoft = "com.microsoft.";

    private static readonly FrozenDictionary<string, Action<LiftingContext, OnnxNode>> ByKey = All().ToFrozenDictionary(entry => entry.Key, entry => entry.Lift, StringComparer.Ordinal);

    /// <summary>All nodes that are mapped, those of other domains with the domain, and what becomes of each.</summary>
    public static IEnumerable<(string Node, string Becomes)> Meanings => All().Select(entry => (entry.Key, entry.Becomes));

    /// <exception cref="UnmappedException">There is none.</exception>
    public static Action<LiftingContext, OnnxNode> Of(OnnxNode node) => ByKey.GetValueOrDefault(node.Key) ?? throw new UnmappedException(Reason(node));

    private static string Reason(OnnxNode node) => node.Type switch
    {
        _ when node.HasGraphs => $"{node.Key} runs graphs of its own",
        "DynamicQuantizeLinear" or "DynamicQuantizeMatMul" or "MatMulInteger" or "ConvInteger" => $"{node.Key} quantizes activations as they come, with no scale in the model",
        "Quant" or "BipolarQuant" or "Trunc" => $"{node.Key} is QONNX's, not ONNX's quantization",
        "RequantShift" => "RequantShift is a compiler's own form of quantization, not ONNX's",
        _ => $"{node.Key} is not mapped",
    };

    private static IEnumerable<(string Key, Action<LiftingContext, OnnxNode> Lift, string Becomes)> All()
    {
        foreach (var domain in (string[])["", Microsoft])
        {
            yield return ($"{domain}QuantizeLinear", QuantizationLifter.Quantize, "the end of a group; QUANTIZE at an edge");
            yield return ($"{domain}DequantizeLinear", QuantizationLifter.Dequantize, "the meaning of integers; DEQUANTIZE at an edge");
        }

        yield return ("Conv", ConvolutionLifter.Conv, "CONV_2D, DEPTHWISE_CONV_2D");
        yield return ("QLinearConv", ConvolutionLifter.QLinearConv, "CONV_2D, DEPTHWISE_CONV_2D");
        yield return ("ConvTranspose", TransposedConvolutionLifter.ConvTranspose, "TRANSPOSE_CONV");
        yield return ("Gemm", MatrixLifter.Gemm, "FULLY_CONNECTED");
        yield return ("MatMul", MatrixLifter.MatMul, "FULLY_CONNECTED, BATCH_MATMUL");
        yield return ("QLinearMatMul", MatrixLifter.QLinearMatMul, "FULLY_CONNECTED, BATCH_MATMUL");
        yield return ($"{Microsoft}QGemm", MatrixLifter.QGemm, "FULLY_CONNECTED");
        foreach (var binary in (string[])["Add", "Sub", "Mul", "Div", "Pow"])
        {
            yield return (binary, ElementwiseLifter.Binary, binary == "Pow" ? "TABLE" : $"{binary.ToUpperInvariant()}, TABLE");
        }

        yield return ($"{Microsoft}QLinearAdd", ElementwiseLifter.QLinear, "ADD");
        yield return ($"{Microsoft}QLinearMul", ElementwiseLifter.QLinear, "MUL");
        yield return ("PRelu", ElementwiseLifter.PRelu, "PRELU, TABLE");
        foreach (var unary in RealFunctions.Names)
        {
            yield return (unary, UnaryLifter.Unary, unary is "Relu" or "Clip" ? "an activation, MINIMUM and MAXIMUM, TABLE" : "TABLE");
        }

        yield return ($"{Microsoft}QLinearSigmoid", UnaryLifter.QLinear, "TABLE");
        yield return ($"{Microsoft}QLinearLeakyRelu", UnaryLifter.QLinear, "TABLE");
        yield return ("Identity", UnaryLifter.Identity, "nothing");
        yield return ("Dropout", UnaryLifter.Identity, "nothing");
        yield return ("Cast", UnaryLifter.Identity, "nothing, where the type stays; QUANTIZE of integers to INT32");
        yield return ("AveragePool", PoolingLifter.AveragePool, "AVERAGE_POOL_2D, MEAN");
        yield return ("GlobalAveragePool", PoolingLifter.AveragePool, "MEAN");
        yield return ($"{Microsoft}QLinearAveragePool", PoolingLifter.QLinear, "AVERAGE_POOL_2D, MEAN");
        yield return ($"{Microsoft}QLinearGlobalAveragePool", PoolingLifter.QLinear, "MEAN");
        yield return ("MaxPool", PoolingLifter.MaxPool, "MAX_POOL_2D");
        yield return ("GlobalMaxPool", PoolingLifter.MaxPool, "MAX_POOL_2D");
        yield return ("ReduceMean", PoolingLifter.Reduction, "MEAN");
        yield return ("ReduceSum", PoolingLifter.Reduction, "SUM");
        yield return ("ArgMax", ExtremumLifter.Position, "ARG_MAX");
        yield return ("ArgMin", ExtremumLifter.Position, "ARG_MIN");
        yield return ("Max", ExtremumLifter.OfTwo, "MAXIMUM");
        yield return ("Min", ExtremumLifter.OfTwo, "MINIMUM");
        foreach (var (comparison, becomes) in (IEnumerable<(string, string)>)[("Equal", "EQUAL, with Not behind it NOT_EQUAL"), ("Greater", "GREATER"), ("GreaterOrEqual", "GREATER_EQUAL"), ("Less", "LESS"), ("LessOrEqual", "LESS_EQUAL")])
        {
            yield return (comparison, ElementwiseLifter.Comparison, becomes);
        }

        yield return ("Softmax", SoftmaxLifter.Softmax, "SOFTMAX");
        yield return ("LogSoftmax", SoftmaxLifter.OfRows, "LOG_SOFTMAX");
        yield return ("LpNormalization", SoftmaxLifter.OfRows, "L2_NORMALIZATION");
        yield return ($"{Microsoft}QLinearSoftmax", SoftmaxLifter.QLinear, "SOFTMAX");
        yield return ("Concat", ConcatLifter.Concat, "CONCATENATION");
        yield return ($"{Microsoft}QLinearConcat", ConcatLifter.QLinear, "CONCATENATION");
        foreach (var reshape in (string[])["Reshape", "Flatten", "Squeeze", "Unsqueeze"])
        {
            yield return (reshape, MovementLifter.Reshape, "RESHAPE, or nothing");
        }

        yield return ("Transpose", MovementLifter.Transpose, "TRANSPOSE, or nothing");
        yield return ("Slice", MovementLifter.Slice, "STRIDED_SLICE");
        yield return ("Split", MovementLifter.Split, "SPLIT_V");
        yield return ("Gather", MovementLifter.Gather, "GATHER, behind Cast TABLE");
        yield return ("Tile", MovementLifter.Repeat, "TILE");
        yield return ("Expand", MovementLifter.Repeat, "BROADCAST_TO");
        yield return ("DepthToSpace", MovementLifter.SpaceDepth, "DEPTH_TO_SPACE");
        yield return ("SpaceToDepth", MovementLifter.SpaceDepth, "SPACE_TO_DEPTH");
        yield return ("Pad", MovementLifter.Pad, "PAD, PADV2, MIRROR_PAD");
        yield return ("Resize", ResizeLifter.Resize, "RESIZE_BILINEAR, RESIZE_NEAREST_NEIGHBOR, GATHER");
        yield return ("Upsample", ResizeLifter.Resize, "RESIZE_BILINEAR, RESIZE_NEAREST_NEIGHBOR, GATHER");
    }
}
