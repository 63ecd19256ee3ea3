using System.Buffers;
using System.Globalization;
using Mrq.Core.Diagnostics;

namespace Mrq;

/// <summary>
/// Numbers and truths in metadata and on the command line, read by one set of rules: '.' in every culture, no thousands, and no more digits
/// than are kept. Only null is no number; an empty text is a wrong one.
/// </summary>
internal static class OptionNumber
{
    /// <summary>A decimal holds as many digits.</summary>
    private const int MostCharacters = 28;

    private const decimal Largest = 1_000_000_000_000;

    /// <summary>Neither "NaN" nor "Infinity" nor the signs of other cultures.</summary>
    private static readonly SearchValues<char> Characters = SearchValues.Create("+-.0123456789eE");

    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>A limit, exactly as it is written.</summary>
    /// <param name="name">The option as its user writes it.</param>
    /// <param name="text">Its value.</param>
    /// <param name="example">Unit and example: "percentage points such as 0.64".</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>.</exception>
    public static decimal? Limit(string name, string? text, string example) => Parse(name, text, example)?.Exact;

    /// <summary>A real number.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>.</exception>
    public static double? Real(string name, string? text, string example) => Parse(name, text, example)?.Nearest;

    /// <summary>A real number, or one for each channel, separated by commas. Two are none: that is how a number with a decimal comma looks, and no image has two channels.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>.</exception>
    public static IReadOnlyList<double>? Reals(string name, string? text, string example) =>
        text?.Split(',') is { Length: > 2 } parts ? [.. parts.Select(part => Parse(name, part, example)!.Value.Nearest)] : Real(name, text, example) is { } one ? [one] : null;

    /// <summary>A whole number.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>.</exception>
    public static int? Whole(string name, string? text, int minimum = int.MinValue, int maximum = int.MaxValue) =>
        text is null ? null
        : int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum ? number
        : throw Wrong(name, text, string.Create(CultureInfo.InvariantCulture, $"is not a whole number from {minimum} to {maximum}"));

    /// <summary>true or false, in any case; false where nothing is said.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>.</exception>
    public static bool Truth(string name, string? text) =>
        text is not null && (bool.TryParse(text.Trim(), out var truth) ? truth : throw Wrong(name, text, "is neither true nor false"));

    private static (decimal Exact, double Nearest)? Parse(string name, string? text, string example)
    {
        if (text is null)
        {
            return null;
        }

        var trimmed = text.Trim();
        if (trimmed.AsSpan().ContainsAnyExcept(Characters) || !double.TryParse(trimmed, Style, CultureInfo.InvariantCulture, out var nearest))
        {
            throw Wrong(name, text, $"is not a number of {example}");
        }

        return trimmed.Length <= MostCharacters && decimal.TryParse(trimmed, Style, CultureInfo.InvariantCulture, out var exact) && Math.Abs(exact) <= Largest && IsWhole(trimmed, exact, nearest)
            ? (exact, nearest)
            : throw Wrong(name, text, string.Create(CultureInfo.InvariantCulture, $"is out of range; write a number up to {Largest} in at most {MostCharacters} characters, {example}"));
    }

    /// <summary>Whether no digit was lost behind the last one that a decimal has.</summary>
    private static bool IsWhole(string text, decimal exact, double nearest)
    {
        var mantissa = text.AsSpan(0, text.IndexOfAny(['e', 'E']) is >= 0 and var end ? end : text.Length);
        return exact == 0 ? !mantissa.ContainsAnyInRange('1', '9') : Math.Abs((double)exact - nearest) <= 1e-12 * Math.Abs(nearest);
    }

    /// <summary>With enough of the text to find it by.</summary>
    private static MrqException Wrong(string name, string text, string what) =>
        new(MrqCodes.BadOption, $"{name} '{(text.Length <= 40 ? text : $"{text[..20]}…{text[^8..]}")}' {what}.");
}
