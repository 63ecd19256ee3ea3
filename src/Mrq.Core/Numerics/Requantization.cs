using System.Globalization;
using Mrq.Core.Diagnostics;

namespace Mrq.Core.Numerics;

/// <summary>
/// The step from an accumulator to a quantized value, as data: factor · accumulator by a <see cref="RequantizationMethod"/>, what
/// is dropped by a <see cref="Numerics.Rounding"/>. The exact forms are those of the engines' sources, listed with each method.
/// </summary>
/// <param name="Method">How the product is formed.</param>
/// <param name="Rounding">What the last shift or conversion does with the fraction.</param>
public sealed record Requantization(RequantizationMethod Method, Rounding Rounding)
{
    /// <summary>Bits of the multiplier of <see cref="RequantizationMethod.Multiplier"/>, sign included where it has one.</summary>
    public int MultiplierBits { get; init; } = MostMultiplierBits;

    /// <summary>Whether one of those bits is a sign, which no factor uses.</summary>
    public bool IsMultiplierSigned { get; init; }

    /// <summary>How a factor becomes a multiplier.</summary>
    public MultiplierDerivation Derivation { get; init; }

    /// <summary>The furthest right that a multiplier's product is shifted; a factor that needs more keeps fewer bits.</summary>
    public int LargestShift { get; init; } = FurthestShift;

    /// <summary>The least that it is shifted.</summary>
    public int SmallestShift { get; init; } = -LargestLeftShift;

    /// <summary>What a product of 31 bits and an accumulator can hold.</summary>
    public const int MostMultiplierBits = 31;

    private const int FurthestShift = 62;

    /// <summary>The largest left shift: one more would leave no bit of a Q31 product to round.</summary>
    private const int LargestLeftShift = 30;

    public static readonly Requantization TFLite = new(RequantizationMethod.Q31DoubleRounding, Rounding.HalfAwayFromZero);

    public static readonly Requantization TFLiteSingleRounding = new(RequantizationMethod.Q31SingleRounding, Rounding.HalfUp);

    public static readonly Requantization TFLite16x8 = new(RequantizationMethod.Q15Reduced, Rounding.HalfUp);

    public static readonly Requantization OnnxRuntime = new(RequantizationMethod.Float32, Rounding.HalfToEven);

    /// <summary>Whether accumulators beyond 32 bits may be given.</summary>
    public bool IsWide => Method is RequantizationMethod.Q15Reduced or RequantizationMethod.Shift or RequantizationMethod.Float32;

    /// <summary>
    /// The factor as this method holds it, always as a mantissa in [2³⁰, 2³¹) and a shift: an 8-bit multiplier fills the mantissa's
    /// top bits, a float32 factor its top 24, a power of two is 2³⁰ and a shift.
    /// </summary>
    /// <param name="factor">A finite number, not negative.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.InvalidOperator"/> when the method cannot hold the factor.</exception>
    public FixedPointMultiplier Quantize(double factor)
    {
        switch (Method)
        {
            case RequantizationMethod.Q31SingleRounding:
                var single = FixedPointMultiplier.FromReal(factor, derivation: Derivation);
                return single.Shift > LargestLeftShift ? new(int.MaxValue, LargestLeftShift) : single;
            case RequantizationMethod.TosaSingleRounding or RequantizationMethod.TosaDoubleRounding:
                var tosa = FixedPointMultiplier.FromReal(factor);
                return 31 - tosa.Shift >= 2 ? tosa : throw CannotHold(factor, "TOSA's smallest shift, 2, holds no factor from 2^29 on");
            case RequantizationMethod.EightBitMultiplier:
                return FixedPointMultiplier.FromReal(factor, mantissaBits: 8);
            case RequantizationMethod.Multiplier:
                return Bounded(factor);
            case RequantizationMethod.Float32:
                return FixedPointMultiplier.FromReal((float)factor);
            case RequantizationMethod.Shift:
                return factor == 0 || FloatingPoint.Frexp(factor).Mantissa == 0.5
                    ? FixedPointMultiplier.FromReal(factor)
                    : throw CannotHold(factor, "a shift needs a power of two");
            default:
                return FixedPointMultiplier.FromReal(factor, derivation: Derivation);
        }
    }

    /// <summary>M / 2^n ≈ factor, M as large as its bits and the limits of n allow.</summary>
    private FixedPointMultiplier Bounded(double factor)
    {
        var bits = MultiplierBits - (IsMultiplierSigned ? 1 : 0);
        if (factor == 0 || !double.IsFinite(factor))
        {
            return default;
        }

        var shift = bits - FloatingPoint.Frexp(factor).Exponent;
        if (shift < SmallestShift)
        {
            throw CannotHold(factor, string.Create(CultureInfo.InvariantCulture, $"{bits} bits shifted right by {SmallestShift} or more are less"));
        }

        var kept = Math.Min(bits, bits - (shift - LargestShift));
        return kept < 0 ? default : FixedPointMultiplier.FromReal(factor, kept, Derivation);
    }

    /// <summary>factor · <paramref name="accumulator"/>, rounded, as a 32-bit integer.</summary>
    /// <remarks>
    /// The two Q31 methods of TFLite and the reduced one wrap where the result leaves 32 bits, as their sources do; all others saturate.
    /// </remarks>
    public int Apply(long accumulator, FixedPointMultiplier factor)
    {
        var (multiplier, shift) = factor;
        switch (Method)
        {
            case RequantizationMethod.Q31DoubleRounding:
                var high = FixedPoint.SaturatingRoundingDoublingHighMul(unchecked((int)accumulator << Math.Max(shift, 0)), multiplier);
                return (int)RoundingShift.Right(high, Math.Max(-shift, 0), Rounding);
            case RequantizationMethod.Q31SingleRounding:
                return unchecked((int)RoundingShift.Right((int)accumulator * (long)multiplier, 31 - shift, Rounding));
            case RequantizationMethod.Q15Reduced:
                var reduced = multiplier < 0x7FFF0000 ? (multiplier + (1 << 15)) >> 16 : 0x7FFF;
                return unchecked((int)RoundingShift.Shift(unchecked(accumulator * reduced), 15 - shift, Rounding));
            case RequantizationMethod.TosaSingleRounding:
                return Saturate(RoundingShift.Right((int)accumulator * (long)multiplier, 31 - shift, Rounding));
            case RequantizationMethod.TosaDoubleRounding:
                var nudge = 31 - shift > 31 ? (accumulator >= 0 ? 1L << 30 : -(1L << 30)) : 0;
                return Saturate(RoundingShift.Right(((int)accumulator * (long)multiplier) + nudge, 31 - shift, Rounding));
            case RequantizationMethod.Multiplier:
                return Saturate(RoundingShift.Shift((int)accumulator * (long)multiplier, 31 - shift, Rounding));
            case RequantizationMethod.EightBitMultiplier:
                return Saturate(RoundingShift.Shift((int)accumulator * (long)(multiplier >> 23), 8 - shift, Rounding));
            case RequantizationMethod.Float32:
                return FloatingPoint.RoundAndClamp((float)accumulator * factor.ToSingle(), Rounding);
            case RequantizationMethod.Shift:
                return multiplier == 0 ? 0 : Saturate(RoundingShift.Shift(accumulator, 1 - shift, Rounding));
            default:
                throw new InvalidOperationException($"There is no method {Method}.");
        }
    }

    private static int Saturate(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);

    private static MrqException CannotHold(double factor, string rule) => new(
        MrqCodes.InvalidOperator,
        string.Create(CultureInfo.InvariantCulture, $"the factor {factor:R} cannot be applied by this arithmetic: {rule}."));
}

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

    /// <summary>A multiplier of some bits and one shift within limits: NVDLA's converters.</summary>
    Multiplier,

    /// <summary>The accumulator as float32 times a float32 factor: XNNPACK's fp32, ONNX Runtime.</summary>
    Float32,

    /// <summary>A shift alone; the factor must be a power of two.</summary>
    Shift,
}

/// <summary>What TFLite's FULLY_CONNECTED does with its accumulator; the rule changed in 2.20 (LiteRT issue 8567).</summary>
public enum FullyConnectedRequantization
{
    /// <summary>As every other operator: a fixed-point multiplier. TFLite up to 2.19, tflite-micro, CMSIS-NN.</summary>
    FixedPoint,

    /// <summary>round(acc · (input scale · weight scale / output scale)) in double, ties away from zero. TFLite's reference from 2.20.</summary>
    Double,
}

/// <summary>How a real factor becomes an integer multiplier.</summary>
public enum MultiplierDerivation
{
    /// <summary>The nearest, ties away from zero: TFLite, GAP.</summary>
    Rounded,

    /// <summary>Cut off: SOPHGO's floor(factor · 2^s).</summary>
    Floored,
}
