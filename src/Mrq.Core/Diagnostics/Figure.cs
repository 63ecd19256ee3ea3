using System.Globalization;

namespace Mrq.Core.Diagnostics;

/// <summary>Measured numbers as people read them: in the invariant culture, and never "-0.00".</summary>
public static class Figure
{
    /// <summary>What a double has.</summary>
    private const int MostDigits = 15;

    /// <summary>With so many digits behind the point.</summary>
    public static string Fixed(double value, int digits) => Unsigned(value.ToString("F" + Digits(digits), CultureInfo.InvariantCulture));

    /// <summary>With so many significant digits.</summary>
    public static string Significant(double value, int digits) => Unsigned(value.ToString("G" + Digits(digits), CultureInfo.InvariantCulture));

    /// <summary>With so many digits, or as many more as it takes to tell the number from another one: "99.9975" and not "100.00" where 100 is asked for.</summary>
    /// <param name="value">The number.</param>
    /// <param name="other">What it must not look like.</param>
    /// <param name="digits">The least digits.</param>
    /// <param name="form"><see cref="Fixed"/> or <see cref="Significant"/>.</param>
    public static string ToldFrom(double value, double other, int digits, Func<double, int, string> form)
    {
        while (digits < MostDigits && value != other && form(value, digits) == form(other, digits))
        {
            digits++;
        }

        return form(value, digits);
    }

    private static string Digits(int digits) => digits.ToString(CultureInfo.InvariantCulture);

    /// <summary>What rounds to nothing has no sign.</summary>
    private static string Unsigned(string text) => text.StartsWith('-') && !text.AsSpan().ContainsAnyInRange('1', '9') && !char.IsLetter(text[1]) ? text[1..] : text;
}
