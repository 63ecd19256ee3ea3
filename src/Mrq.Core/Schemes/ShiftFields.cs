using System.Globalization;

namespace Mrq.Core.Schemes;

/// <summary>Limits of shifts as text: <c>Any</c>, or two integers with <c>..</c> between them.</summary>
internal static class ShiftFields
{
    private const string Any = "Any";

    public static IEnumerable<SchemeField> All { get; } =
    [
        Range("RequantizationShift", shifts => shifts.Requantization, (shifts, range) => shifts with { Requantization = range }),
        new(
            "BiasShift",
            $"Any, {ShiftLimits.Vitis}, or two integers such as 0..16",
            scheme => scheme.Shifts.IsVitis ? ShiftLimits.Vitis : Text(scheme.Shifts.Bias),
            (scheme, text) => IsText(text, ShiftLimits.Vitis) ? scheme with { Shifts = scheme.Shifts with { IsVitis = true, Bias = null } }
                : TryRange(text, out var range) ? scheme with { Shifts = scheme.Shifts with { IsVitis = false, Bias = range } }
                : null),
        Range("AddReadShift", shifts => shifts.AddRead, (shifts, range) => shifts with { AddRead = range }),
        Range("AddWriteShift", shifts => shifts.AddWrite, (shifts, range) => shifts with { AddWrite = range }),
    ];

    private static SchemeField Range(string name, Func<ShiftLimits, ShiftRange?> read, Func<ShiftLimits, ShiftRange?, ShiftLimits> with) => new(
        name,
        "Any, or two integers such as 0..16",
        scheme => Text(read(scheme.Shifts)),
        (scheme, text) => TryRange(text, out var range) ? scheme with { Shifts = with(scheme.Shifts, range) } : null);

    private static string Text(ShiftRange? range) => range?.ToString() ?? Any;

    private static bool TryRange(string text, out ShiftRange? range)
    {
        range = null;
        if (IsText(text, Any))
        {
            return true;
        }

        var ends = text.Split("..");
        if (ends.Length != 2 || !TryParse(ends[0], out int minimum) || !TryParse(ends[1], out int maximum) || minimum > maximum)
        {
            return false;
        }

        range = new ShiftRange(minimum, maximum);
        return true;
    }

    private static bool TryParse(string text, out int shift) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out shift) && Math.Abs((long)shift) <= ShiftRange.Furthest;

    private static bool IsText(string text, string word) => string.Equals(text, word, StringComparison.OrdinalIgnoreCase);
}
