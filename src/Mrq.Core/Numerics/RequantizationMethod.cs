namespace Mrq.Core.Numerics;

/// <summary>How an accumulator is multiplied by a real factor. Each is followed by a <see cref="Rounding"/>.</summary>
public enum RequantizationMethod
{
    /// <summary>A 31-bit multiplier, rounded after the high multiplication and again after the shift: gemmlowp, TFLite's default build.</summary>
    Q31DoubleRounding,

    /// <summary>A 31-bit multiplier, one 64-bit product, one rounding shift: TFLITE_SINGLE_ROUNDING.</summary>
    Q31SingleRounding,

    /// <summary>The 31-bit multiplier reduced to 16 bits, for accumulators of 48 bits: TFLite's int16x8.</summary>
    Q15Reduced,

    /// <summary>TOSA's apply_scale_32 without double_round: the product shifted by 2 to 62.</summary>
    TosaSingleRounding,

    /// <summary>TOSA's apply_scale_32 with double_round: beyond a shift of 31 the product is nudged by 2³⁰ away from zero first.</summary>
    TosaDoubleRounding,

    /// <summary>An 8-bit unsigned multiplier and a shift: GAP's SQ8.</summary>
    EightBitMultiplier,

    /// <summary>The accumulator as float32 times a float32 factor: XNNPACK's fp32, ONNX Runtime.</summary>
    Float32,

    /// <summary>A shift alone; the factor must be a power of two.</summary>
    Shift,
}
