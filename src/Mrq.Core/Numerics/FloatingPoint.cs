namespace Mrq.Core.Numerics;

/// <summary>The few operations on real numbers whose rounding decides bits, each exact on every machine.</summary>
public static class FloatingPoint
{
    /// <summary>C's frexp: value = mantissa · 2^exponent with 0.5 ≤ |mantissa| &lt; 1. <paramref name="value"/> is finite and not 0.</summary>
    public static (double Mantissa, int Exponent) Frexp(double value)
    {
        var exponent = Math.ILogB(value) + 1;
        return (Math.ScaleB(value, -exponent), exponent);
    }

    /// <summary>C's round: to the nearest integer, ties away from zero.</summary>
    public static double Round(double value) => Math.Round(value, MidpointRounding.AwayFromZero);

    /// <summary>C's roundf: to the nearest integer, ties away from zero.</summary>
    public static float Round(float value) => MathF.Round(value, MidpointRounding.AwayFromZero);

    /// <summary>The number so many steps of float32 further from zero, or nearer to it by negative ones; neither zero nor infinity lies between.</summary>
    public static float Neighbour(float value, int distance) => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value) + distance);

    /// <summary>Round(value) clamped to a range; not-a-number becomes the lower end.</summary>
    public static int RoundAndClamp(double value, int minimum, int maximum)
    {
        var rounded = Round(value);
        return rounded >= maximum ? maximum : rounded >= minimum ? (int)rounded : minimum;
    }

    /// <summary>The integer that a real number rounds to, clamped to 32 bits; not-a-number becomes 0.</summary>
    public static int RoundAndClamp(double value, Rounding rounding)
    {
        var integer = rounding switch
        {
            // Not floor(value + ½): that sum is itself rounded where the value is large or just below a half.
            Rounding.HalfUp => Math.Floor(value) + (value - Math.Floor(value) >= 0.5 ? 1 : 0),
            Rounding.HalfAwayFromZero => Round(value),
            Rounding.HalfToEven => Math.Round(value, MidpointRounding.ToEven),
            Rounding.TowardZero => Math.Truncate(value),
            Rounding.Floor => Math.Floor(value),
            _ => throw new ArgumentOutOfRangeException(nameof(rounding), rounding, "Not a rounding."),
        };
        return double.IsNaN(integer) ? 0 : (int)Math.Clamp(integer, int.MinValue, int.MaxValue);
    }
}
