using System.Globalization;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Gate;

/// <summary>Holds a comparison against limits and against a report of an earlier build.</summary>
public static class AccuracyGate
{
    /// <param name="subject">Who loses, as messages name it: the scheme.</param>
    /// <param name="comparison">What was measured.</param>
    /// <param name="limits">What may be lost.</param>
    /// <param name="baseline">The earlier build's result; null for none.</param>
    /// <returns>One finding for each limit that is passed; empty when the model passes or the gate is off.</returns>
    public static IReadOnlyList<GateFinding> Check(string subject, ModelComparison comparison, GateLimits limits, Baseline? baseline = null)
    {
        if (limits.Mode == GateMode.Off)
        {
            return [];
        }

        return
        [
            .. Drop(subject, comparison, limits),
            .. Minimum(subject, comparison.Metric.Name, nameof(limits.MinAccuracy), LimitsMetric(comparison) ? limits.MinAccuracy : null, comparison.Result.Target, comparison),
            .. Minimum(subject, "agreement in percent", nameof(limits.MinAgreement), limits.MinAgreement, RequireAgreement(comparison, limits) * 100, comparison),
            .. Minimum(subject, "SQNR in dB", nameof(limits.MinSqnr), limits.MinSqnr, comparison.Sqnr, comparison),
            .. AgainstBaseline(subject, comparison, limits, baseline),
        ];
    }

    /// <summary>Holds the value of one model against its minimum; the other limits need a second model.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> when one of those is set.</exception>
    public static IReadOnlyList<GateFinding> CheckAlone(string subject, ModelComparison comparison, GateLimits limits) =>
        limits is { MaxAccuracyDrop: null, MinAgreement: null, MinSqnr: null }
            ? Check(subject, comparison, limits)
            : throw new MrqException(MrqCodes.BadOption, "MaxAccuracyDrop, MinAgreement and MinSqnr compare two models; give the other one with --against.");

    /// <summary>Without evaluation data what is compared is not the metric that the limits are on.</summary>
    private static bool LimitsMetric(ModelComparison comparison) => comparison.Data == "evaluation";

    private static IEnumerable<GateFinding> Drop(string subject, ModelComparison comparison, GateLimits limits)
    {
        if (LimitsMetric(comparison) && limits.MaxAccuracyDrop is { } limit && comparison.Drop is { } drop && !(drop <= limit))
        {
            var figures = $"{comparison.Show(comparison.Result.Source!.Value)} -> {comparison.Show(comparison.Result.Target)}";
            yield return new GateFinding(MrqCodes.AccuracyRegression, string.Create(
                CultureInfo.InvariantCulture,
                $"{subject} loses {Amount(comparison, drop)}{comparison.Metric.Name} ({figures}, {comparison.Samples} samples), over MaxAccuracyDrop {limit}"));
        }
    }

    private static IEnumerable<GateFinding> Minimum(string subject, string what, string option, double? limit, double? value, ModelComparison comparison)
    {
        // Written so that what is not a number fails.
        if (limit is { } least && !(value >= least))
        {
            yield return new GateFinding(MrqCodes.BelowMinimum, string.Create(
                CultureInfo.InvariantCulture, $"{subject} has {what} {value:F2} ({comparison.Samples} samples of {comparison.Data} data), under {option} {least}"));
        }
    }

    private static IEnumerable<GateFinding> AgainstBaseline(string subject, ModelComparison comparison, GateLimits limits, Baseline? baseline)
    {
        if (baseline is not null)
        {
            var loss = comparison.Metric.IsError ? comparison.Result.Target - baseline.Value : baseline.Value - comparison.Result.Target;
            var limit = limits.MaxAccuracyDrop ?? 0;
            if (!(loss <= limit))
            {
                yield return new GateFinding(MrqCodes.WorseThanBaseline, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{subject} is {Amount(comparison, loss)}{comparison.Metric.Name} worse than the baseline ({comparison.Show(baseline.Value)} -> {comparison.Show(comparison.Result.Target)}, {comparison.Samples} samples), over the limit {limit}; accept it with -t:MrqUpdateBaseline"));
            }
        }
    }

    private static double? RequireAgreement(ModelComparison comparison, GateLimits limits) =>
        comparison.Agreement is null && limits.MinAgreement is not null
            ? throw new MrqException(MrqCodes.BadOption, "MinAgreement has no meaning for a model whose output is one number; set MinSqnr.")
            : comparison.Agreement;

    /// <summary>"1.25 points of ", or the bare number of an error.</summary>
    private static string Amount(ModelComparison comparison, double value) =>
        comparison.Metric.Unit.Length > 0 ? $"{comparison.Show(value)} {comparison.Metric.Unit} of " : $"{comparison.Show(value)} of ";
}
