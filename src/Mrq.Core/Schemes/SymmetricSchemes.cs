using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Core.Schemes;

/// <summary>Schemes without zero points, for targets that multiply plain integers: free or power-of-two scales, per tensor or per channel.</summary>
public static class SymmetricSchemes
{
    public static readonly QuantizationScheme Int8Symmetric = Create(ScaleForm.Free, Granularity.PerTensor, unsigned: false);

    public static readonly QuantizationScheme Int8SymmetricPow2 = Create(ScaleForm.PowerOfTwo, Granularity.PerTensor, unsigned: false);

    /// <summary>All of them.</summary>
    public static ImmutableArray<QuantizationScheme> All { get; } =
    [
        Int8Symmetric,
        Create(ScaleForm.Free, Granularity.PerChannel, unsigned: false),
        Int8SymmetricPow2,
        Create(ScaleForm.PowerOfTwo, Granularity.PerChannel, unsigned: false),
        Create(ScaleForm.Free, Granularity.PerTensor, unsigned: true),
        Create(ScaleForm.Free, Granularity.PerChannel, unsigned: true),
        Create(ScaleForm.PowerOfTwo, Granularity.PerTensor, unsigned: true),
        Create(ScaleForm.PowerOfTwo, Granularity.PerChannel, unsigned: true),
    ];

    private static QuantizationScheme Create(ScaleForm form, Granularity granularity, bool unsigned)
    {
        var (pow2, perChannel) = (form == ScaleForm.PowerOfTwo, granularity == Granularity.PerChannel);
        return new QuantizationScheme
        {
            Name = "int8-symmetric" + (pow2 ? "-pow2" : "") + (perChannel ? "-per-channel" : "") + (unsigned ? "-uint8-activations" : ""),
            Description = $"int8 with zero point 0 and {(pow2 ? "power-of-two scales" : "free scales")}, weights {(perChannel ? "per channel" : "per tensor")}"
                + (unsigned ? "; activations that are never negative are unsigned (held as int8 with zero point -128)" : "")
                + (pow2 ? "; every requantization of a layer is a shift" : "; a valid TFLite model"),
            Weights = new TensorRule(ElementType.Int8, -127, 127, ZeroPointRule.Zero, granularity, form),
            Activations = new TensorRule(ElementType.Int8, -128, 127, unsigned ? ZeroPointRule.ZeroOrMinimum : ZeroPointRule.Zero, Granularity.PerTensor, form),
            Arithmetic = pow2 ? ArithmeticCatalogue.Named("shift-half-up") : Arithmetic.Gemmlowp,
            Source = (pow2, perChannel, unsigned) switch
            {
                (false, false, false) => "MRQ (Manohara et al., arXiv 2308.01867), symmetric target",
                (true, false, false) => "MRQ (arXiv 2308.01867), symmetric target with power-of-two scales; Vitis AI DPU, ESP-DL, CMSIS-NN legacy",
                (false, true, false) => "MQBench (Li et al., arXiv 2111.03759), TensorRT: symmetric, weights per channel",
                (true, true, false) => "ESP-DL on ESP32-P4; PPQ's NXP_INT8",
                (false, _, true) => "Brevitas' generic backend: unsigned where never negative",
                _ => "graffitist (Xilinx), Model Compression Toolkit for IMX500: power of two, unsigned where never negative",
            },
        };
    }
}
