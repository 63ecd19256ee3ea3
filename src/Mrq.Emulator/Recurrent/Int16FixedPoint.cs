using Mrq.Core.Numerics;

namespace Mrq.Emulator.Recurrent;

/// <summary>
/// gemmlowp's logistic and tanh on 16-bit fixed point (<c>fixedpoint/fixedpoint.h</c> with std::int16_t), as TFLite's LSTM uses them.
/// Every constant is the 32-bit one divided by 2¹⁶, rounded; every product is rounded and saturates.
/// </summary>
internal static class Int16FixedPoint
{
    private const short One = short.MaxValue;

    /// <summary>exp(−2^k) in Q0.15 for the bits k = −2 … 4 of the argument.</summary>
    private static ReadOnlySpan<short> PowersOfE => [25520, 19875, 12055, 4435, 600, 11, 0];

    /// <summary>1 / (1 + exp(−a)) in Q0.15 for a with 3 integer and 12 fractional bits.</summary>
    public static short Logistic(short a)
    {
        if (a == 0)
        {
            return 1 << 14;
        }

        var magnitude = a > 0 ? a : unchecked((short)-a);
        var ofMagnitude = OneOverOnePlus(Exponential(unchecked((short)-magnitude), 3));
        return a > 0 ? ofMagnitude : (short)(One - ofMagnitude);
    }

    /// <summary>tanh(a) in Q0.15 for a with <paramref name="integerBits"/> integer bits, 0 to 6.</summary>
    public static short Tanh(short a, int integerBits)
    {
        if (a == 0)
        {
            return 0;
        }

        // tanh(x) = (1 - exp(-2x)) / (1 + exp(-2x)): the doubling only moves the binary point.
        var negative = a < 0 ? a : unchecked((short)-a);
        var ofMagnitude = OneMinusOverOnePlus(Exponential(negative, integerBits + 1));
        return a < 0 ? unchecked((short)-ofMagnitude) : ofMagnitude;
    }

    /// <summary>exp(a) in Q0.15 for a ≤ 0 with <paramref name="integerBits"/> integer bits (exp_on_negative_values).</summary>
    private static short Exponential(short a, int integerBits)
    {
        if (a == 0)
        {
            return One;
        }

        var fractionalBits = 15 - integerBits;
        var quarter = 1 << (fractionalBits - 2);
        var moduloQuarter = (a & (quarter - 1)) - quarter;
        var result = ExponentialOnQuarter(Saturate(moduloQuarter << integerBits));
        var multiples = moduloQuarter - a;
        for (var bit = 0; bit < PowersOfE.Length; bit++)
        {
            var exponent = bit - 2;
            if (integerBits > exponent && (multiples & (1 << (fractionalBits + exponent))) != 0)
            {
                result = Multiply(result, PowersOfE[bit]);
            }
        }

        // Below -32 an exponential is nothing; only arguments of more than five integer bits get there.
        return integerBits > 5 && a < -(1 << (36 - integerBits - 16)) ? (short)0 : result;
    }

    /// <summary>exp on [−1/4, 0) in Q0.15: a fourth-order Taylor series around −1/8.</summary>
    private static short ExponentialOnQuarter(short a)
    {
        const short expOfMinusEighth = 28918;
        const short oneThird = 10923;
        var x = unchecked((short)(a + (1 << 12)));
        var x2 = Multiply(x, x);
        var x3 = Multiply(x2, x);
        var x4 = Multiply(x2, x2);
        var higher = unchecked((short)(Multiply(unchecked((short)(FixedPoint.RoundingDivideByPot(x4, 2) + x3)), oneThird) + x2));
        return Saturate(expOfMinusEighth + Multiply(expOfMinusEighth, unchecked((short)(x + FixedPoint.RoundingDivideByPot(higher, 1)))));
    }

    private static short OneOverOnePlus(short a) => Saturate(Reciprocal(a) << 1);

    private static short OneMinusOverOnePlus(short a) => Saturate((Reciprocal(a) - (1 << 13)) << 2);

    /// <summary>2 / (1 + a) for a in [0, 1] in Q2.13: three Newton steps from 48/17 − 32/17 · half.</summary>
    private static short Reciprocal(short a)
    {
        const short fortyEightSeventeenths = 23130;
        const short minusThirtyTwoSeventeenths = -15420;
        var half = (short)((a + One + 1) / 2);
        var x = unchecked((short)(fortyEightSeventeenths + Multiply(half, minusThirtyTwoSeventeenths)));
        for (var step = 0; step < 3; step++)
        {
            var error = unchecked((short)((1 << 13) - Multiply(half, x)));
            x = unchecked((short)(x + Saturate(Multiply(x, error) << 2)));
        }

        return x;
    }

    /// <summary>SaturatingRoundingDoublingHighMul on 16 bits: a · b / 2¹⁵, ties toward +∞.</summary>
    private static short Multiply(short a, short b) => Saturate(((a * b) + (1 << 14)) >> 15);

    private static short Saturate(int value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);
}
