namespace Mrq.Core.Numerics;

/// <summary>The fixed-point primitives of gemmlowp (<c>fixedpoint/fixedpoint.h</c>) that functions such as softmax are built from.</summary>
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
    public static int RoundingDivideByPot(int x, int exponent) => (int)RoundingShift.Right(x, exponent, Rounding.HalfAwayFromZero);
}
