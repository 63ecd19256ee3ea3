using System.Globalization;
using System.Text.Json.Nodes;
using Mrq.Core.Diagnostics;
using Mrq.Reporting;

namespace Mrq;

/// <summary>What more bits gained, as reports, pages and the log tell it.</summary>
internal static class PrecisionText
{
    /// <summary>"precision: 5 of 11 operators wide…" in the log.</summary>
    public static string Summary(PrecisionCurve curve) => curve.Chosen == 0
        ? $"precision: {curve.Verdict}"
        : string.Create(CultureInfo.InvariantCulture, $"precision: {curve.Taken.Operators} operators have more bits ({Figure.Fixed(100 * curve.Taken.Share, 1)} % of multiply-adds), {Gained(curve, curve.Taken)} dB on {curve.Samples} samples");

    /// <summary>For the JSON report.</summary>
    public static object Describe(PrecisionCurve curve) => new
    {
        curve.Data,
        curve.Samples,
        Metric = curve.MetricName,
        curve.Verdict,
        Overrides = JsonNode.Parse(curve.Taken.Overrides.ToString()),
        Curve = curve.Points.Select((point, place) => new
        {
            point.Operators,
            MultiplyAdds = point.Share,
            Sqnr = Finite(point.Noise?.Sqnr),
            Gain = Finite(curve.GainOf(point)?.Decibels),
            StandardError = Finite(curve.GainOf(point)?.StandardError),
            point.Metric,
            point.Refused,
            IsChosen = place == curve.Chosen,
        }),
    };

    /// <summary>For the page.</summary>
    public static PrecisionSection ForPage(PrecisionCurve curve) => new(
        [.. curve.Points.Select((point, place) => new PrecisionRow(point.Operators, point.Share, point.Noise?.Sqnr, curve.GainOf(point)?.Decibels, curve.GainOf(point)?.StandardError, point.Metric, place == curve.Chosen))],
        curve.Samples,
        curve.MetricName,
        curve.Verdict,
        curve.Taken.Overrides.ToString());

    private static string Gained(PrecisionCurve curve, PrecisionPoint point) => curve.GainOf(point) is { Decibels: var gain } ? $"{(gain > 0 ? "+" : "")}{Figure.Fixed(gain, 2)}" : "no";

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
