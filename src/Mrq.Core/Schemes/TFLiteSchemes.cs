using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Core.Schemes;

/// <summary>What TFLite's own kernels ask for.</summary>
public static class TFLiteSchemes
{
    public static readonly QuantizationScheme TFLiteUInt8 = new()
    {
        Name = "tflite-uint8",
        Description = "TFLite's first scheme: asymmetric uint8 weights and activations, one scale per tensor",
        Weights = new TensorRule(ElementType.UInt8, 0, 255, ZeroPointRule.Free, Granularity.PerTensor),
        Activations = new TensorRule(ElementType.UInt8, 0, 255, ZeroPointRule.Free, Granularity.PerTensor),
        Arithmetic = Arithmetic.TFLite,
        Source = "Jacob et al., arXiv 1712.05877; TFLite reference kernels for uint8",
    };

    public static readonly QuantizationScheme TFLiteInt8 = new()
    {
        Name = "tflite-int8",
        Description = "TFLite's int8 specification: symmetric weights per channel, asymmetric activations",
        Weights = new TensorRule(ElementType.Int8, -127, 127, ZeroPointRule.Zero, Granularity.PerChannel),
        Activations = new TensorRule(ElementType.Int8, -128, 127, ZeroPointRule.Free, Granularity.PerTensor),
        Arithmetic = Arithmetic.TFLite,
        Source = "LiteRT g3doc/performance/quantization_spec.md",
    };

    public static readonly QuantizationScheme TFLiteInt8PerTensor = TFLiteInt8 with
    {
        Name = "tflite-int8-per-tensor",
        Description = "TFLite's int8 specification with one scale for the weights of a layer",
        Weights = TFLiteInt8.Weights with { Granularity = Granularity.PerTensor },
    };

    public static readonly QuantizationScheme TFLiteInt16x8 = TFLiteInt8 with
    {
        Name = "tflite-int16x8",
        Description = "TFLite's 16x8 specification: symmetric int16 activations, int8 weights per channel, int64 biases",
        Activations = new TensorRule(ElementType.Int16, -32767, 32767, ZeroPointRule.Zero, Granularity.PerTensor),
        Source = "LiteRT g3doc/performance/quantization_spec.md; tensorflow/lite/tools/optimize/quantization_utils.cc",
    };

    /// <summary>All of them.</summary>
    public static ImmutableArray<QuantizationScheme> All { get; } = [TFLiteUInt8, TFLiteInt8, TFLiteInt8PerTensor, TFLiteInt16x8];
}
