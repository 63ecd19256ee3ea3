using System.Numerics;
using static Mrq.Core.Numerics.FixedPoint;

namespace Mrq.Emulator.Numerics;

/// <summary>gemmlowp's exponential and reciprocal on 32-bit fixed point (<c>fixedpoint/fixedpoint.h</c>).</summary>
internal static class FixedPointExponential
{
    /// <summary>exp(−2^k) in Q0.31 for the bits k = −2 … 4 of the argument.</summary>
    private static ReadOnlySpan<int> PowersOfE => [1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242];

    /// <summary>exp(a) in Q0.31 for a ≤ 0 with <paramref name="integerBits"/> integer bits, at most 5 (exp_on_negative_values).</summary>
    public static int OnNegativeValues(int a, int integerBits = 5)
    {
        if (a == 0)
        {
            return int.MaxValue;
        }

        var quarterBits = 31 - integerBits - 2;
        var remainder = (a & ((1 << quarterBits) - 1)) - (1 << quarterBits);
        var result = OnQuarter(remainder << integerBits);
        var multiples = remainder - a;
        for (var bit = 0; bit < integerBits + 2; bit++)
        {
            if ((multiples & (1 << (quarterBits + bit))) != 0)
            {
                result = SaturatingRoundingDoublingHighMul(result, PowersOfE[bit]);
            }
        }

        return result;
    }

    /// <summary>1 / (1 + exp(−a)) in Q0.31 for a with <paramref name="integerBits"/> integer bits (logistic).</summary>
    public static int Logistic(int a, int integerBits)
    {
        if (a == 0)
        {
            return 1 << 30;
        }

        var ofMagnitude = OneOverOnePlus(OnNegativeValues(a > 0 ? -a : a, integerBits));
        return a > 0 ? ofMagnitude : int.MaxValue - ofMagnitude;
    }

    /// <summary>tanh(a) in Q0.31 for a with <paramref name="integerBits"/> integer bits, at most 4 (tanh).</summary>
    public static int Tanh(int a, int integerBits)
    {
        if (a == 0)
        {
            return 0;
        }

        // tanh(x) = (1 - exp(-2x)) / (1 + exp(-2x)): the doubling only moves the binary point. The quotient is 2 / (1 + exp(-2x)) - 1.
        var ofMagnitude = SaturatingShiftLeft(TwoOverOnePlus(OnNegativeValues(a > 0 ? -a : a, integerBits + 1)) - (1 << 29), 2);
        return a > 0 ? ofMagnitude : -ofMagnitude;
    }

    /// <summary>1 / x for x = sum in Q(integerBits), as a Q0.31 mantissa and the bits by which it lies over one (GetReciprocal).</summary>
    public static (int Mantissa, int BitsOverUnit) Reciprocal(int sum, int integerBits)
    {
        var leadingZeros = BitOperations.LeadingZeroCount((uint)sum);
        var shifted = unchecked((int)(((uint)sum << leadingZeros) - (1u << 31)));
        return (OneOverOnePlus(shifted), integerBits - leadingZeros);
    }

    /// <summary>1 / (1 + a) for a in [0, 1), Q0.31.</summary>
    public static int OneOverOnePlus(int a) => SaturatingShiftLeft(TwoOverOnePlus(a), 1);

    /// <summary>exp on [−1/4, 0) in Q0.31: a fourth-order Taylor series around −1/8.</summary>
    private static int OnQuarter(int a)
    {
        const int expOfMinusEighth = 1895147668;
        const int oneThird = 715827883;
        var x = a + (1 << 28);
        var x2 = SaturatingRoundingDoublingHighMul(x, x);
        var x3 = SaturatingRoundingDoublingHighMul(x2, x);
        var x4 = SaturatingRoundingDoublingHighMul(x2, x2);
        var higher = SaturatingRoundingDoublingHighMul(RoundingDivideByPot(x4, 2) + x3, oneThird) + x2;
        return expOfMinusEighth + SaturatingRoundingDoublingHighMul(expOfMinusEighth, x + RoundingDivideByPot(higher, 1));
    }

    /// <summary>2 / (1 + a) for a in [0, 1) in Q2.29: three Newton steps from 48/17 − 32/17 · half.</summary>
    private static int TwoOverOnePlus(int a)
    {
        const int fortyEightSeventeenths = 1515870810;
        const int minusThirtyTwoSeventeenths = -1010580540;
        var total = (long)a + int.MaxValue;
        var half = (int)((total + (total >= 0 ? 1 : -1)) / 2);
        var x = fortyEightSeventeenths + SaturatingRoundingDoublingHighMul(half, minusThirtyTwoSeventeenths);
        for (var step = 0; step < 3; step++)
        {
            var error = (1 << 29) - SaturatingRoundingDoublingHighMul(half, x);
            x += SaturatingShiftLeft(SaturatingRoundingDoublingHighMul(x, error), 2);
        }

        return x;
    }

    private static int SaturatingShiftLeft(int value, int shift) => (int)Math.Clamp((long)value << shift, int.MinValue, int.MaxValue);
}
