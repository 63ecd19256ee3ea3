namespace Mrq.Core.Numerics;

/// <summary>
/// The fixed-point primitives of gemmlowp (<c>fixedpoint/fixedpoint.h</c>) and TFLite (<c>kernels/internal/common.cc</c>).
/// Overflow of a left shift wraps in two's complement, as theirs does.
/// </summary>
public static class FixedPoint
{
    /// <summary>
    /// SaturatingRoundingDoublingHighMul: the nearest integer to a·b / 2³¹, ties toward +∞; the one overflow
    /// (both int.MinValue) saturates to int.MaxValue.
    /// </summary>
    /// <remarks>gemmlowp adds a sign-dependent nudge and divides toward zero; (a·b + 2³⁰) &gt;&gt; 31 is the same number for every pair.</remarks>
    public static int SaturatingRoundingDoublingHighMul(int a, int b) =>
        a == int.MinValue && b == int.MinValue ? int.MaxValue : (int)((((long)a * b) + (1L << 30)) >> 31);

    /// <summary>RoundingDivideByPOT: x / 2^exponent to the nearest integer, ties away from zero. <paramref name="exponent"/> is 0 to 31.</summary>
    public static int RoundingDivideByPot(int x, int exponent)
    {
        var mask = (int)((1L << exponent) - 1);
        var remainder = x & mask;
        var threshold = (mask >> 1) + (x < 0 ? 1 : 0);
        return (x >> exponent) + (remainder > threshold ? 1 : 0);
    }

    /// <summary>
    /// TFLite's default MultiplyByQuantizedMultiplier, two roundings:
    /// RoundingDivideByPOT(SaturatingRoundingDoublingHighMul(x · 2^left, multiplier), right).
    /// </summary>
    public static int MultiplyDoubleRounding(int x, FixedPointMultiplier multiplier)
    {
        var left = Math.Max(multiplier.Shift, 0);
        var right = Math.Max(-multiplier.Shift, 0);
        return RoundingDivideByPot(SaturatingRoundingDoublingHighMul(unchecked(x << left), multiplier.Multiplier), right);
    }

    /// <summary>
    /// MultiplyByQuantizedMultiplier of a build with TFLITE_SINGLE_ROUNDING: (x · multiplier + 2^(s−1)) &gt;&gt; s with s = 31 − shift; ties toward +∞.
    /// </summary>
    public static int MultiplySingleRounding(int x, FixedPointMultiplier multiplier)
    {
        var totalShift = 31 - multiplier.Shift;
        return unchecked((int)((((long)x * multiplier.Multiplier) + (1L << (totalShift - 1))) >> totalShift));
    }
}
