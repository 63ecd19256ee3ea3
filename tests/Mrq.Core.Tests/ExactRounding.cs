using System.Numerics;
using Mrq.Core.Numerics;

namespace Mrq.Core.Tests;

/// <summary>Division with each rounding in numbers of any size, by the definition: compare twice the remainder with the divisor.</summary>
internal static class ExactRounding
{
    public static BigInteger Divide(BigInteger value, BigInteger divisor, Rounding rounding)
    {
        var truncated = BigInteger.DivRem(value, divisor, out var remainder);
        var away = truncated + value.Sign;
        if (remainder.IsZero)
        {
            return truncated;
        }

        var toHalf = (2 * BigInteger.Abs(remainder)).CompareTo(divisor);
        return rounding switch
        {
            Rounding.TowardZero => truncated,
            Rounding.Floor => value.Sign < 0 ? away : truncated,
            _ when toHalf != 0 => toHalf > 0 ? away : truncated,
            Rounding.HalfAwayFromZero => away,
            Rounding.HalfUp => BigInteger.Max(truncated, away),
            Rounding.HalfToEven => truncated.IsEven ? truncated : away,
            _ => throw new ArgumentOutOfRangeException(nameof(rounding)),
        };
    }
}
