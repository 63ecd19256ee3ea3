using System.Globalization;
using System.Numerics;

namespace Mrq.Core.Numerics;

/// <summary>
/// An exact ratio of whole numbers. Limits are held against these: 100 · 3/600 is 0.5, while the difference of two percentages in
/// doubles is a little more or less, as it happens.
/// </summary>
public readonly record struct Fraction : IComparable<Fraction>
{
    private readonly BigInteger _denominator;

    /// <param name="numerator">Any whole number.</param>
    /// <param name="denominator">Not 0.</param>
    public Fraction(BigInteger numerator, BigInteger denominator)
    {
        ArgumentOutOfRangeException.ThrowIfZero(denominator);
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        (Numerator, _denominator) = (numerator / divisor, denominator / divisor);
    }

    public BigInteger Numerator { get; }

    /// <summary>At least 1.</summary>
    public BigInteger Denominator => _denominator.IsZero ? BigInteger.One : _denominator;

    /// <summary>The value of a decimal, all of its digits.</summary>
    public static Fraction Of(decimal value)
    {
        var bits = decimal.GetBits(value);
        var magnitude = new BigInteger((uint)bits[0]) | (new BigInteger((uint)bits[1]) << 32) | (new BigInteger((uint)bits[2]) << 64);
        return new Fraction(bits[3] < 0 ? -magnitude : magnitude, BigInteger.Pow(10, (bits[3] >> 16) & 0xFF));
    }

    /// <summary>The multiple of a power of ten that is nearest to a measured number.</summary>
    /// <param name="value">A finite number.</param>
    /// <param name="exponent">The power of ten.</param>
    public static Fraction Nearest(double value, int exponent)
    {
        // Seventeen digits tell every double from every other one.
        var text = value.ToString("E16", CultureInfo.InvariantCulture);
        var end = text.IndexOf('E', StringComparison.Ordinal);
        var digits = BigInteger.Parse(text.AsSpan(0, end).ToString().Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var lost = exponent - (int.Parse(text.AsSpan(end + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) - 16);
        var steps = lost <= 0
            ? digits * BigInteger.Pow(10, -lost)
            : BigInteger.Divide(digits + (digits.Sign * BigInteger.Pow(10, lost) / 2), BigInteger.Pow(10, lost));
        return exponent >= 0 ? new Fraction(steps * BigInteger.Pow(10, exponent), 1) : new Fraction(steps, BigInteger.Pow(10, -exponent));
    }

    public static Fraction operator -(Fraction left, Fraction right) =>
        new((left.Numerator * right.Denominator) - (right.Numerator * left.Denominator), left.Denominator * right.Denominator);

    public static bool operator <(Fraction left, Fraction right) => left.CompareTo(right) < 0;

    public static bool operator >(Fraction left, Fraction right) => left.CompareTo(right) > 0;

    public static bool operator <=(Fraction left, Fraction right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Fraction left, Fraction right) => left.CompareTo(right) >= 0;

    public bool Equals(Fraction other) => Numerator == other.Numerator && Denominator == other.Denominator;

    public override int GetHashCode() => HashCode.Combine(Numerator, Denominator);

    public int CompareTo(Fraction other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);
}
