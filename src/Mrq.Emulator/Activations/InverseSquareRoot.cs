using System.Numerics;
using Mrq.Core.Numerics;
using static Mrq.Core.Numerics.FixedPoint;

namespace Mrq.Emulator.Activations;

/// <summary>GetInvSqrtQuantizedMultiplierExp of TFLite <c>internal/quantization_util.cc</c>: Newton's method in gemmlowp fixed point.</summary>
internal static class InverseSquareRoot
{
    private const int One = 1 << 28;
    private const int HalfSquareRootOfTwo = 1518500250;

    /// <summary>1 / √x as a multiplier whose shift is never to the left; at most 1.</summary>
    public static FixedPointMultiplier Of(int x)
    {
        if (x <= 1)
        {
            return new FixedPointMultiplier(int.MaxValue, 0);
        }

        // x becomes a number in Q3.28 between 1/2 and 2 by an even shift, which is half as large in the result.
        var shift = 11;
        while (x >= 1 << 29)
        {
            x /= 4;
            shift++;
        }

        var pairs = ((BitOperations.LeadingZeroCount((uint)x) - 1) / 2) - 1;
        shift -= pairs;
        var multiplier = SaturatingRoundingDoublingHighMul(Newton(x << (2 * pairs)), HalfSquareRootOfTwo);
        return shift < 0 ? new FixedPointMultiplier(multiplier << -shift, 0) : new FixedPointMultiplier(multiplier, -shift);
    }

    /// <summary>Five steps of y ← 3/2 · y − x/2 · y³, all in Q3.28.</summary>
    private static int Newton(int x)
    {
        var half = RoundingDivideByPot(x >> 1, 1);
        var y = One;
        for (var step = 0; step < 5; step++)
        {
            var cube = Rescale(SaturatingRoundingDoublingHighMul(SaturatingRoundingDoublingHighMul(y, y), y), 6);
            y = Rescale(SaturatingRoundingDoublingHighMul(One + (One / 2), y) - SaturatingRoundingDoublingHighMul(half, cube), 3);
        }

        return y;
    }

    /// <summary>A product has more integer bits than its factors; they are shifted out again, saturating.</summary>
    private static int Rescale(int value, int bits) => (int)Math.Clamp((long)value << bits, int.MinValue, int.MaxValue);
}
