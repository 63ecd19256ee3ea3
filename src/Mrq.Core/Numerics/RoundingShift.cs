namespace Mrq.Core.Numerics;

/// <summary>Division by a power of two under each rounding, in 64 bits.</summary>
public static class RoundingShift
{
    /// <summary>value / 2^exponent, rounded. Exact for every value: nothing is added that could overflow.</summary>
    /// <param name="value">Any 64-bit integer.</param>
    /// <param name="exponent">0 to 62; larger ones leave nothing of any product that an emulator forms.</param>
    /// <param name="rounding">What happens to the dropped bits.</param>
    public static long Right(long value, int exponent, Rounding rounding)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)exponent, 62u, nameof(exponent));
        if (exponent == 0)
        {
            return value;
        }

        var floor = value >> exponent;
        var dropped = value & ((1L << exponent) - 1);
        var half = 1L << (exponent - 1);
        return rounding switch
        {
            Rounding.HalfUp => floor + (dropped >= half ? 1 : 0),
            Rounding.HalfAwayFromZero => floor + (dropped > half || (dropped == half && value >= 0) ? 1 : 0),
            Rounding.HalfToEven => floor + (dropped > half || (dropped == half && (floor & 1) != 0) ? 1 : 0),
            Rounding.TowardZero => floor + (dropped != 0 && value < 0 ? 1 : 0),
            Rounding.Floor => floor,
            _ => throw new ArgumentOutOfRangeException(nameof(rounding), rounding, "Not a rounding."),
        };
    }

    /// <summary>value / 2^exponent for exponents of both signs; a left shift that leaves 64 bits saturates.</summary>
    public static long Shift(long value, int exponent, Rounding rounding)
    {
        if (exponent >= 0)
        {
            return Right(value, exponent, rounding);
        }

        var left = -exponent;
        var shifted = left > 63 ? 0 : value << left;
        return left <= 63 && shifted >> left == value ? shifted : value switch { > 0 => long.MaxValue, < 0 => long.MinValue, _ => 0 };
    }
}
