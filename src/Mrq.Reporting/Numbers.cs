using System.Globalization;
using Mrq.Core.Diagnostics;
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
        _ => Figure.Fixed(value.Value, digits),
    };

    public static string Percent(double share) => Fixed(100 * share) + " %";

    public static string Short(double value) => Figure.Significant(value, 4);

    public static string Whole(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "–";

    public static string Range(Interval? interval, Func<double, string> show) => interval is { } found ? $"{show(found.Low)} to {show(found.High)}" : "–";
}
