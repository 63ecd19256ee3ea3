using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Core.Schemes;

/// <summary>What TFLite's own 8-bit specification asks for.</summary>
public static class TFLiteSchemes
{
    public static readonly QuantizationScheme TFLiteInt8 = new()
    {
        Name = "tflite-int8",
        Description = "TFLite's int8 specification: symmetric weights per channel, asymmetric activations",
        Weights = new TensorRule(ElementType.Int8, -127, 127, ZeroPointRule.Zero, Granularity.PerChannel),
        Activations = new TensorRule(ElementType.Int8, -128, 127, ZeroPointRule.Free, Granularity.PerTensor),
        Arithmetic = Arithmetic.TFLite,
        Source = "LiteRT g3doc/performance/quantization_spec.md",
    };
}
