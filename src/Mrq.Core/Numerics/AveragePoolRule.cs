using System.Numerics;

namespace Mrq.Core.Numerics;

/// <summary>How AVERAGE_POOL_2D makes a mean of integers. All but <see cref="TFLite"/> and <see cref="TowardZero"/> give the same whatever the zero point is.</summary>
public enum AveragePoolRule
{
    /// <summary>The integers' sum over their number, ties away from zero. Source: TFLite <c>reference/integer_ops/pooling.h</c>.</summary>
    TFLite,

    /// <summary>The whole number below.</summary>
    Floor,

    /// <summary>The nearest, ties up: (2·sum + n) / 2n, rounded down.</summary>
    HalfUp,

    /// <summary>Cut off, as C divides. Source: kendryte/nncase <c>k210_kernels.h</c>; analogdevicesinc/ai8x-synthesis <c>izer/compute.py</c>.</summary>
    TowardZero,

    /// <summary>A reciprocal of 31 bits and one rounding. Source: the TOSA specification, avg_pool2d with reciprocal_scale and apply_scale_32 without double_round.</summary>
    Reciprocal,

    /// <summary>float32: the sum above the zero point times the float32 1/n, rounded as the engine rounds what it requantizes.</summary>
    Float,

    /// <summary>The sum above the zero point times a multiplier of 7 bits, shifted and rounded as the engine rounds. Source: sophgo/tpu-mlir <c>lib/Conversion/TopToTpu/CV18xx/AvgPool.cpp</c>.</summary>
    ShortMultiplier,
}

/// <summary>The mean of one window.</summary>
/// <param name="rule">How it is rounded.</param>
/// <param name="zeroPoint">Of input and output.</param>
/// <param name="rounding">The engine's.</param>
public readonly struct WindowMean(AveragePoolRule rule, int zeroPoint, Rounding rounding)
{
    private const int ReciprocalBits = 30;

    /// <summary>The mean before it is clamped; 0 of no values.</summary>
    /// <param name="sum">Of the integers as they are stored.</param>
    /// <param name="count">How many there are.</param>
    public long Of(long sum, int count)
    {
        if (count == 0)
        {
            return 0;
        }

        switch (rule)
        {
            case AveragePoolRule.TFLite:
                return (sum > 0 ? sum + (count / 2) : sum - (count / 2)) / count;
            case AveragePoolRule.Floor:
                return Floor(sum, count);
            case AveragePoolRule.HalfUp:
                return Floor((2 * sum) + count, 2L * count);
            case AveragePoolRule.TowardZero:
                return sum / count;
            case AveragePoolRule.Reciprocal:
                var power = 32 - BitOperations.LeadingZeroCount((uint)(count - 1));
                var multiplier = ((1L << ReciprocalBits) + 1 << power) / count;
                return zeroPoint + RoundingShift.Right((sum - ((long)count * zeroPoint)) * multiplier, ReciprocalBits + power, Rounding.HalfUp);
            case AveragePoolRule.Float:
                return zeroPoint + (long)FloatingPoint.RoundAndClamp((float)(sum - ((long)count * zeroPoint)) * (1f / count), rounding);
            case AveragePoolRule.ShortMultiplier:
                var factor = ShortMultiplier.Floored(1.0 / count)!.Value;
                return zeroPoint + RoundingShift.Right((sum - ((long)count * zeroPoint)) * factor.Multiplier, factor.Shift, rounding);
            default:
                throw new InvalidOperationException($"There is no rule {rule}.");
        }
    }

    private static long Floor(long dividend, long divisor) => (dividend - (((dividend % divisor) + divisor) % divisor)) / divisor;
}
