using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation;
using Mrq.Evaluation.Metrics;

namespace Mrq.Tool;

/// <summary>What <c>mrq evaluate</c> prints, as text and as JSON.</summary>
internal static class EvaluationOutput
{
    public static object Describe(string model, string? against, ModelComparison comparison)
    {
        var isPair = against is not null;
        var result = comparison.Result;
        return new
        {
            Model = model,
            Against = against,
            Metric = comparison.Metric.Name,
            comparison.Samples,
            comparison.Windows,
            Accuracy = Finite(result.Target),
            AccuracyInterval = Ends(result.TargetInterval),
            AgainstAccuracy = isPair ? Finite(result.Source) : null,
            Difference = isPair ? Finite(result.Difference) : null,
            DifferenceInterval = isPair ? Ends(result.DifferenceInterval) : null,
            IntervalMethod = result.Method,
            StandardError = isPair ? result.StandardError : null,
            PValue = isPair ? result.PValue : null,
            Better = isPair ? result.Better : null,
            Worse = isPair ? result.Worse : null,
            ChangedUnit = isPair ? result.ChangedUnit : null,
            Agreement = isPair ? comparison.Agreement?.Share : null,
            Sqnr = isPair ? Finite(comparison.Sqnr) : null,
            comparison.Output,
            Outputs = isPair && comparison.Outputs.Count > 1 ? comparison.Outputs.Select(output => new { output.Name, Agreement = output.Agreement?.Share, Sqnr = Finite(output.Sqnr) }) : null,
        };
    }

    public static void Print(string model, string? against, ModelComparison comparison)
    {
        var result = comparison.Result;
        Terminal.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{model}: {comparison.Metric.Name} {comparison.Show(result.Target)}{Range(comparison, result.TargetInterval)}, {comparison.Counts}"));
        if (against is null)
        {
            return;
        }

        if (result is { Source: { } source, Difference: { } difference })
        {
            var changed = result.Better is null ? "" : $"; {result.Better} {result.ChangedUnit} better, {result.Worse} worse";
            var p = result.PValue is { } value ? string.Create(CultureInfo.InvariantCulture, $", p = {value:F3}") : "";
            Terminal.WriteLine($"against {against}: {comparison.Show(source)}, difference {comparison.Show(difference)}{Range(comparison, result.DifferenceInterval)}{changed} ({result.Method}{p})");
        }

        var agreement = comparison.Agreement is { } share ? $"agreement {Figure.Fixed(share.Percent, 2)} %, " : "";
        Terminal.WriteLine(agreement + comparison.Noise(digits: 2));
        foreach (var output in comparison.Outputs.Where(_ => comparison.Outputs.Count > 1))
        {
            Terminal.WriteLine($"output {output.Name}: {ModelComparison.Noise(output.Sqnr, digits: 2)}");
        }
    }

    private static string Range(ModelComparison comparison, Interval? interval) =>
        interval is { } found ? $" [{comparison.Show(found.Low)}, {comparison.Show(found.High)}]" : "";

    private static double[]? Ends(Interval? interval) => interval is { } found ? [found.Low, found.High] : null;

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
