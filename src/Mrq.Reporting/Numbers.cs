using System.Globalization;
using Mrq.Evaluation.Metrics;

namespace Mrq.Reporting;

/// <summary>Numbers as the page writes them, in the invariant culture.</summary>
internal static class Numbers
{
    public static string Fixed(double? value, int digits = 2) => value switch
    {
        null or double.NaN => "–",
        double.PositiveInfinity => "∞",
        double.NegativeInfinity => "−∞",
        _ => value.Value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
    };

    public static string Percent(double share) => Fixed(100 * share) + " %";

    public static string Short(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    public static string Whole(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "–";

    public static string Range(Interval? interval, Func<double, string> show) => interval is { } found ? $"{show(found.Low)} to {show(found.High)}" : "–";
}
