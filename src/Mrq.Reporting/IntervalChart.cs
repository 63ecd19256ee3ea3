using Mrq.Evaluation;
using Mrq.Evaluation.Metrics;

namespace Mrq.Reporting;

/// <summary>Source and target as points with their intervals on one scale: drawn as SVG, so that it shows without a script.</summary>
internal static class IntervalChart
{
    private const int Left = 70;
    private const int Right = 350;

    public static void Write(Html page, ModelComparison comparison)
    {
        var result = comparison.Result;
        var rows = new List<(string Name, string Colour, double Value, Interval Range)>();
        if (result is { Source: { } source, SourceInterval: { } before })
        {
            rows.Add(("source", "--source", source, before));
        }

        if (result.TargetInterval is { } after)
        {
            rows.Add(("target", "--target", result.Target, after));
        }

        var low = rows.Count == 0 ? 0 : rows.Min(row => Math.Min(row.Value, row.Range.Low));
        var high = rows.Count == 0 ? 0 : rows.Max(row => Math.Max(row.Value, row.Range.High));
        if (!double.IsFinite(high - low) || !(high > low))
        {
            return;
        }

        double At(double value) => Left + ((value - low) / (high - low) * (Right - Left));
        page.Format($"<svg viewBox=\"0 0 380 {(40 * rows.Count) + 26}\" role=\"img\" aria-label=\"{Html.Text(comparison.Metric.Name)} of source and target with 95 % intervals; the table holds the numbers\">");
        for (var i = 0; i < rows.Count; i++)
        {
            var (name, colour, value, range) = rows[i];
            var y = 24 + (40 * i);
            page.Format($"<text x=\"0\" y=\"{y + 4}\">{name}</text><g stroke=\"var({colour})\" stroke-width=\"2\"><line x1=\"{At(range.Low):F1}\" x2=\"{At(range.High):F1}\" y1=\"{y}\" y2=\"{y}\"/><line x1=\"{At(range.Low):F1}\" x2=\"{At(range.Low):F1}\" y1=\"{y - 6}\" y2=\"{y + 6}\"/><line x1=\"{At(range.High):F1}\" x2=\"{At(range.High):F1}\" y1=\"{y - 6}\" y2=\"{y + 6}\"/></g>");
            page.Format($"<circle cx=\"{At(value):F1}\" cy=\"{y}\" r=\"5\" fill=\"var({colour})\"/>");
        }

        var bottom = (40 * rows.Count) + 18;
        page.Format($"<text x=\"{Left}\" y=\"{bottom}\">{comparison.Show(low)}</text><text x=\"{Right}\" y=\"{bottom}\" text-anchor=\"end\">{comparison.Show(high)}</text></svg>");
    }
}
