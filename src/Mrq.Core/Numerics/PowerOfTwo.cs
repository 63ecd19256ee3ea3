namespace Mrq.Core.Numerics;

/// <summary>Powers of two by their exponent bits, never by logarithms, whose last bit depends on the platform.</summary>
public static class PowerOfTwo
{
    /// <summary>Whether a number is 2^k with integer k.</summary>
    public static bool Is(double value) => value > 0 && double.IsFinite(value) && FloatingPoint.Frexp(value).Mantissa == 0.5;

    /// <summary>The smallest power of two that is at least <paramref name="value"/>, a positive finite number.</summary>
    public static double Ceiling(double value)
    {
        var (mantissa, exponent) = FloatingPoint.Frexp(value);
        return Math.ScaleB(1, mantissa == 0.5 ? exponent - 1 : exponent);
    }

    /// <summary>The power of two whose ratio to a positive finite number is nearest to 1: 2^k ≤ value·√2 &lt; 2^(k+1).</summary>
    public static double Nearest(double value)
    {
        var (mantissa, exponent) = FloatingPoint.Frexp(value);
        return Math.ScaleB(1, mantissa * mantissa >= 0.5 ? exponent : exponent - 1);
    }
}
