using Mrq.Core.Diagnostics;
using Mrq.Evaluation;
using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Steps;

namespace Mrq.Reporting;

/// <summary>
/// What somebody needs who reads nothing else: whether the model passed, what changed, and whether that is much, held against what the least change of the
/// inputs does to the source itself.
/// </summary>
internal static class VerdictSection
{
    public static void Write(Html page, ReportContent content)
    {
        var (style, text) = Verdict(content);
        page.Raw($"<section class=\"verdict {style}\" aria-label=\"Verdict\"><p class=\"word\">{Html.Text(text)}</p>");
        foreach (var finding in content.Findings)
        {
            page.Raw($"<p class=\"{style}\"><strong>{finding.Code}</strong> {Html.Text(finding.Message)}</p>");
        }

        page.Raw("<ul>");
        foreach (var line in Lines(content).Where(line => line.Length > 0))
        {
            page.Raw($"<li>{Html.Text(line)}</li>");
        }

        page.Raw("</ul></section>");
    }

    private static (string Style, string Text) Verdict(ReportContent content) => (content.GateMode, content.Findings.Count) switch
    {
        (GateMode.Off, _) => ("soft", "Not judged: the gate is off."),
        (_, 0) when content.Limits.Count == 0 && content.Baseline is null => ("soft", "Not judged: no limit is set."),
        (_, 0) => ("passed", "Passed: no limit is exceeded."),
        (GateMode.Warn, _) => ("warned", "Limits are exceeded; the gate only warns."),
        _ => ("failed", "Failed: no model was written."),
    };

    private static IEnumerable<string> Lines(ReportContent content)
    {
        var comparison = content.Comparison;
        yield return content.Limits.Count == 0 ? "" : $"Limits: {string.Join(", ", content.Limits.Select(limit => $"{limit.Name} {limit.Value}"))}.";
        yield return Changed(comparison);
        yield return Chance(comparison);
        yield return content.Baseline is { } baseline ? $"The committed baseline has {comparison.Metric.Name} {comparison.Show(baseline)}, this conversion {comparison.Show(comparison.Result.Target)}." : "";
        yield return comparison.InputStep is { } step ? HowFar(step) : "";
    }

    private static string Changed(ModelComparison comparison)
    {
        var result = comparison.Result;
        var what = result.Source is { } source && comparison.Data == "evaluation"
            ? $"{comparison.Metric.Name} is {comparison.Show(result.Target)}, that of the source {comparison.Show(source)}, on {comparison.Counts}"
            : $"{comparison.Metric.Name} of source and target is {comparison.Show(result.Target)}{(comparison.Metric.Unit == "dB" ? " dB" : "")} on {comparison.Counts} of {comparison.Data} data; there was no evaluation data, so that this is no accuracy";
        var answers = comparison.Data == "evaluation" && result is { Better: { } better, Worse: { } worse } ? FormattableString.Invariant($": {better} {result.ChangedUnit} became right or better, {worse} wrong or worse") : "";
        return $"{what}{answers}.{(comparison.Agreement is { } agreement ? $" {Figure.Fixed(agreement.Percent, 2)} % of the predictions are the source's." : "")}";
    }

    /// <summary>Whether the difference can be told from chance, where the metric says so.</summary>
    private static string Chance(ModelComparison comparison) => comparison is { Data: "evaluation", Result: { Source: not null, DifferenceInterval: { } interval } }
        ? interval.Low <= 0 && interval.High >= 0
            ? $"No difference can be told from chance on so many samples: its 95 % interval is {comparison.Show(interval.Low)} to {comparison.Show(interval.High)}."
            : $"The difference is no chance: its 95 % interval is {comparison.Show(interval.Low)} to {comparison.Show(interval.High)}."
        : "";

    private static string HowFar(InputStepNoise step)
    {
        var what = step.Ratio is { } ratio
            ? $"Conversion moves the output {Figure.Significant(ratio, 2)} times as far as the source moves by itself when each input value is one step off, the least change that its input can hold"
            : double.IsPositiveInfinity(step.TargetSqnr) ? "Conversion does not move the output at all"
            : "The source does not move when each input value is one step off; conversion moves the output";
        var predictions = step is { Agreement: { } own, TargetAgreement: { } target } ? FormattableString.Invariant($"; predictions that stay: {target.Count} against {own.Count}") : "";
        return $"{what} (SQNR {Numbers.Fixed(step.TargetSqnr, 1)} dB against {Numbers.Fixed(step.Sqnr, 1)} dB{predictions}, on {Numbers.Whole(step.Samples)} samples).";
    }
}
