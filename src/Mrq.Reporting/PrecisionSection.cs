using Mrq.Core.Diagnostics;

namespace Mrq.Reporting;

/// <summary>A set of operators with more bits.</summary>
/// <param name="Operators">How many.</param>
/// <param name="Share">Their cost as a share of the multiply-adds.</param>
/// <param name="Sqnr">In dB; null where the set was refused.</param>
/// <param name="Gain">In dB over one rule for all.</param>
/// <param name="StandardError">Of the gain.</param>
/// <param name="Metric">The metric; null where none was measured.</param>
/// <param name="IsChosen">Whether it was taken.</param>
public sealed record PrecisionRow(int Operators, double Share, double? Sqnr, double? Gain, double? StandardError, double? Metric, bool IsChosen);

/// <summary>What more bits for some operators gain: the curve of the sets that were tried, and the rules of the one that was taken.</summary>
/// <param name="Rows">One rule for all first, then in the order of their size.</param>
/// <param name="Samples">On how many samples.</param>
/// <param name="MetricName">The metric; null where none was measured.</param>
/// <param name="Verdict">Why that one was taken.</param>
/// <param name="Overrides">Its rules as a scheme's definition has them.</param>
public sealed record PrecisionSection(IReadOnlyList<PrecisionRow> Rows, int Samples, string? MetricName, string Verdict, string Overrides)
{
    internal void Write(Html page, List<Chart> charts)
    {
        const string Title = "Signal to quantization noise over the share of multiply-adds that has more bits";
        page.Raw("<h2>More bits for some operators</h2>")
            .Format($"<p>Each set was converted anew and measured on {Samples} samples. Taken: {Html.Text(Verdict)}.</p>")
            .Raw($"<figure><figcaption>{Title}</figcaption><div class=\"chart\" data-chart=\"{Numbers.Whole(charts.Count)}\" role=\"img\" aria-label=\"{Title}; the table below holds the numbers\"></div></figure>");
        var measured = Rows.Where(row => row.Sqnr is { } value && double.IsFinite(value)).ToList();
        charts.Add(new Chart("lines", new ChartAxis("% of multiply-adds", [.. measured.Select(row => 100 * row.Share)]), "dB", [new ChartSeries("SQNR", [.. measured.Select(row => row.Sqnr)])], []));
        page.Raw("<details><summary>The numbers as a table</summary>")
            .Table(
                "Sets of operators with more bits",
                ["#operators", "#% of multiply-adds", "#SQNR in dB", "#gain in dB", "#standard error", $"#{MetricName ?? "metric"}", "taken"],
                Rows.Select(row => (IReadOnlyList<string>)
                [
                    Numbers.Whole(row.Operators), Figure.Fixed(100 * row.Share, 1), Numbers.Fixed(row.Sqnr), Numbers.Fixed(row.Gain), Numbers.Fixed(row.StandardError), Numbers.Fixed(row.Metric), row.IsChosen ? "yes" : "",
                ]))
            .Raw("</details><p>To keep these rules in later builds, write them into the scheme's definition as its <code>overrides</code>; the report in JSON has them in full.</p>")
            .Raw($"<pre>{Html.Text(Overrides)}</pre>");
    }
}
