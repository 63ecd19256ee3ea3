using System.Numerics;
using Mrq.Emulator.Numerics;
using static Mrq.Core.Numerics.FixedPoint;

namespace Mrq.Emulator.Activations;

/// <summary>TFLite's natural logarithm on 32-bit fixed point (log_x_for_x_greater_than_or_equal_to_1 in <c>internal/common.h</c>).</summary>
internal static class FixedPointLogarithm
{
    private const int Log2 = 1488522236;
    private const int FourthRootOfHalf = 1805811301;
    private const int RootOfHalf = 1518500250;

    /// <summary>
    /// log(x) in Q5.26 for x ≥ 1 with <paramref name="integerBits"/> integer bits. x is 2^k · r with r around the fourth root of a half, and log(r) a
    /// quotient of polynomials in r's distance from it.
    /// </summary>
    public static int Of(int x, int integerBits)
    {
        // Two ways to split x, of which the one with the smaller r and the larger power is taken; each power is a quarter off.
        const int accumulatedFraction = 25;
        const int quarter = 1 << (accumulatedFraction - 2);
        var zeros = BitOperations.LeadingZeroCount((uint)x);
        var ofX = ShiftLeft(SaturatingRoundingDoublingHighMul(ShiftLeft(x, zeros - 1), RootOfHalf), 1);
        var powerOfX = Saturate(ShiftLeft(integerBits - zeros, accumulatedFraction) + (long)quarter);
        var headroom = BitOperations.LeadingZeroCount((uint)SaturatingRoundingDoublingHighMul(x, RootOfHalf)) - 1;
        var ofRoot = ShiftLeft(x, headroom);
        var powerOfRoot = Saturate(ShiftLeft(integerBits - headroom, accumulatedFraction) - (long)quarter);

        var r = Math.Min(ofX, ofRoot);
        var power = SaturatingRoundingDoublingHighMul(Math.Max(powerOfX, powerOfRoot), Log2);
        var (numerator, denominator) = Quotient(r);
        var rest = SaturatingRoundingDoublingHighMul(RoundingDivideByPot(numerator, 6), FixedPointExponential.OneOverOnePlus(denominator));
        return ShiftLeft(unchecked(power + rest), 1);
    }

    /// <summary>Numerator of log(r) in Q0.31, and by what its denominator is larger than 1.</summary>
    private static (int Numerator, int Denominator) Quotient(int r)
    {
        const int alphaNumerator = 117049297;
        const int alphaDenominator = 127690142;
        const int alphaConstant = 1057819769;
        const int alphaLinear = 638450708;
        var total = (long)r + FourthRootOfHalf;
        var mean = (int)((total + (total >= 0 ? 1 : -1)) / 2);
        var distance = unchecked(2 * (r - FourthRootOfHalf));
        var square = SaturatingRoundingDoublingHighMul(distance, distance);
        var cube = SaturatingRoundingDoublingHighMul(SaturatingRoundingDoublingHighMul(distance, square), alphaNumerator);
        var numerator = unchecked(SaturatingRoundingDoublingHighMul(distance, r) + cube);
        var factor = unchecked(alphaConstant + distance + SaturatingRoundingDoublingHighMul(alphaDenominator, square));
        var denominator = unchecked(SaturatingRoundingDoublingHighMul(mean, factor) + SaturatingRoundingDoublingHighMul(alphaLinear, distance));
        return (numerator, denominator);
    }

    private static int ShiftLeft(int value, int shift) => Saturate((long)value << shift);

    private static int Saturate(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);
}
