using System.Collections.Frozen;

namespace Mrq.Formats.Onnx;

/// <summary>Which nodes are mapped, and by what.</summary>
internal static class NodeLifters
{
    private const string Microsoft = "com.microsoft.";

    private static readonly FrozenDictionary<string, Action<LiftingContext, OnnxNode>> ByKey = All().ToFrozenDictionary(entry => entry.Key, entry => entry.Lift, StringComparer.Ordinal);

    /// <summary>Names of all nodes that are mapped, those of other domains with the domain.</summary>
    public static IEnumerable<string> Names => ByKey.Keys;

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

    private static IEnumerable<(string Key, Action<LiftingContext, OnnxNode> Lift)> All()
    {
        foreach (var domain in (string[])["", Microsoft])
        {
            yield return ($"{domain}QuantizeLinear", QuantizationLifter.Quantize);
            yield return ($"{domain}DequantizeLinear", QuantizationLifter.Dequantize);
        }

        yield return ("Conv", ConvolutionLifter.Conv);
        yield return ("QLinearConv", ConvolutionLifter.QLinearConv);
        yield return ("ConvTranspose", TransposedConvolutionLifter.ConvTranspose);
        yield return ("Gemm", MatrixLifter.Gemm);
        yield return ("MatMul", MatrixLifter.MatMul);
        yield return ("QLinearMatMul", MatrixLifter.QLinearMatMul);
        yield return ($"{Microsoft}QGemm", MatrixLifter.QGemm);
        foreach (var binary in (string[])["Add", "Sub", "Mul", "Div", "Pow"])
        {
            yield return (binary, ElementwiseLifter.Binary);
        }

        yield return ($"{Microsoft}QLinearAdd", ElementwiseLifter.QLinear);
        yield return ($"{Microsoft}QLinearMul", ElementwiseLifter.QLinear);
        yield return ("PRelu", ElementwiseLifter.PRelu);
        foreach (var unary in RealFunctions.Names)
        {
            yield return (unary, UnaryLifter.Unary);
        }

        yield return ($"{Microsoft}QLinearSigmoid", UnaryLifter.QLinear);
        yield return ($"{Microsoft}QLinearLeakyRelu", UnaryLifter.QLinear);
        yield return ("Identity", UnaryLifter.Identity);
        yield return ("Dropout", UnaryLifter.Identity);
        yield return ("Cast", UnaryLifter.Identity);
        yield return ("AveragePool", PoolingLifter.AveragePool);
        yield return ("GlobalAveragePool", PoolingLifter.AveragePool);
        yield return ($"{Microsoft}QLinearAveragePool", PoolingLifter.QLinear);
        yield return ($"{Microsoft}QLinearGlobalAveragePool", PoolingLifter.QLinear);
        yield return ("MaxPool", PoolingLifter.MaxPool);
        yield return ("GlobalMaxPool", PoolingLifter.MaxPool);
        yield return ("ReduceMean", PoolingLifter.ReduceMean);
        yield return ("ArgMax", ExtremumLifter.Position);
        yield return ("ArgMin", ExtremumLifter.Position);
        yield return ("Max", ExtremumLifter.OfTwo);
        yield return ("Min", ExtremumLifter.OfTwo);
        yield return ("Softmax", SoftmaxLifter.Softmax);
        yield return ($"{Microsoft}QLinearSoftmax", SoftmaxLifter.QLinear);
        yield return ("Concat", ConcatLifter.Concat);
        yield return ($"{Microsoft}QLinearConcat", ConcatLifter.QLinear);
        foreach (var reshape in (string[])["Reshape", "Flatten", "Squeeze", "Unsqueeze"])
        {
            yield return (reshape, MovementLifter.Reshape);
        }

        yield return ("Transpose", MovementLifter.Transpose);
        yield return ("Slice", MovementLifter.Slice);
        yield return ("Split", MovementLifter.Split);
        yield return ("Gather", MovementLifter.Gather);
        yield return ("Tile", MovementLifter.Repeat);
        yield return ("Expand", MovementLifter.Repeat);
        yield return ("DepthToSpace", MovementLifter.SpaceDepth);
        yield return ("SpaceToDepth", MovementLifter.SpaceDepth);
        yield return ("Pad", MovementLifter.Pad);
        yield return ("Resize", ResizeLifter.Resize);
        yield return ("Upsample", ResizeLifter.Resize);
    }
}
