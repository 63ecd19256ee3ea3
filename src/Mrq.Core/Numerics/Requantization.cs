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
    /// <summary>The largest left shift: one more would leave no bit of a Q31 product to round.</summary>
    private const int LargestLeftShift = 30;

    public static readonly Requantization TFLite = new(RequantizationMethod.Q31DoubleRounding, Rounding.HalfAwayFromZero);

    public static readonly Requantization TFLiteSingleRounding = new(RequantizationMethod.Q31SingleRounding, Rounding.HalfUp);

    public static readonly Requantization TFLite16x8 = new(RequantizationMethod.Q15Reduced, Rounding.HalfUp);

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
                var single = FixedPointMultiplier.FromReal(factor);
                return single.Shift > LargestLeftShift ? new(int.MaxValue, LargestLeftShift) : single;
            case RequantizationMethod.TosaSingleRounding or RequantizationMethod.TosaDoubleRounding:
                var tosa = FixedPointMultiplier.FromReal(factor);
                return 31 - tosa.Shift >= 2 ? tosa : throw CannotHold(factor, "TOSA's smallest shift, 2, holds no factor from 2^29 on");
            case RequantizationMethod.EightBitMultiplier:
                return FixedPointMultiplier.FromReal(factor, mantissaBits: 8);
            case RequantizationMethod.Float32:
                return FixedPointMultiplier.FromReal((float)factor);
            case RequantizationMethod.Shift:
                return factor == 0 || FloatingPoint.Frexp(factor).Mantissa == 0.5
                    ? FixedPointMultiplier.FromReal(factor)
                    : throw CannotHold(factor, "a shift needs a power of two");
            default:
                return FixedPointMultiplier.FromReal(factor);
        }
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
