using Mrq.Evaluation;

namespace Mrq.Reporting;

/// <summary>Accuracy before and after with intervals.</summary>
internal static class AccuracySection
{
    public static void Write(Html page, ReportContent content)
    {
        var comparison = content.Comparison;
        var result = comparison.Result;
        page.Raw("<h2>Accuracy</h2>");
        if (comparison.Data != "evaluation")
        {
            page.Raw($"<p class=\"warned\">There was no evaluation data. What follows compares the outputs of source and target on {Html.Text(comparison.Data)} data; it is no accuracy.</p>");
        }

        page.Raw("<figure><figcaption>" + Html.Text($"{comparison.Metric.Name}{Unit(comparison)} on {comparison.Counts}; 95 % intervals by {result.Method}") + "</figcaption>");
        IntervalChart.Write(page, comparison);
        page.Table("Accuracy before and after", ["", "#value", "#95 % interval"],
        [
            ["source", result.Source is { } source ? comparison.Show(source) : "–", Numbers.Range(result.SourceInterval, comparison.Show)],
            ["target", comparison.Show(result.Target), Numbers.Range(result.TargetInterval, comparison.Show)],
            ["difference", result.Difference is { } difference ? comparison.Show(difference) : "–", Numbers.Range(result.DifferenceInterval, comparison.Show)],
        ]).Raw("</figure>");
        page.Table("Source and target compared", ["", "#value"], Facts(comparison));
        if (comparison.Outputs.Count > 1)
        {
            page.Table("Outputs", ["output", "#same answer", "#SQNR"], comparison.Outputs.Select(output => (IReadOnlyList<string>)
                [output.Name, output.Agreement is { } agreement ? Numbers.Percent(agreement.Share) : "–", Numbers.Fixed(output.Sqnr) + " dB"]));
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Facts(ModelComparison comparison)
    {
        var result = comparison.Result;
        yield return ["same answer", comparison.Agreement is { } agreement ? Numbers.Percent(agreement.Share) : "–"];
        yield return ["SQNR of the outputs", Numbers.Fixed(comparison.Sqnr) + " dB"];
        yield return [$"{result.ChangedUnit} that became right or better", Numbers.Whole(result.Better)];
        yield return [$"{result.ChangedUnit} that became wrong or worse", Numbers.Whole(result.Worse)];
        if (result.PValue is { } p)
        {
            yield return ["p value (exact McNemar test)", Numbers.Fixed(p, 4)];
        }
    }

    private static string Unit(ModelComparison comparison) => comparison.Metric.Unit switch { "points" => " in percent", "dB" => " in dB", _ => "" };
}
