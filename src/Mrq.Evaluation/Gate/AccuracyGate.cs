using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Gate;

/// <summary>Holds a comparison against limits and against a report of an earlier build. What is equal to a limit passes.</summary>
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

        var target = new GateValue(comparison.Result.Target, comparison.Result.TargetCount);
        return
        [
            .. Drop(subject, comparison, limits, target),
            .. Minimum(subject, comparison.Metric.Name, nameof(limits.MinAccuracy), LimitsMetric(comparison) ? limits.MinAccuracy : null, target, comparison),
            .. Minimum(subject, "agreement in percent", nameof(limits.MinAgreement), limits.MinAgreement, AgreementOf(comparison, limits), comparison),
            .. Minimum(subject, "SQNR in dB", nameof(limits.MinSqnr), limits.MinSqnr, new GateValue(comparison.LeastSqnr, null), comparison),
            .. AgainstBaseline(subject, comparison, limits, target, baseline),
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

    private static IEnumerable<GateFinding> Drop(string subject, ModelComparison comparison, GateLimits limits, GateValue target)
    {
        if (LimitsMetric(comparison) && limits.MaxAccuracyDrop is not null && comparison.Result.Source is null && comparison.Metric != Metric.Sqnr)
        {
            throw new MrqException(MrqCodes.BadOption, $"MaxAccuracyDrop has no meaning for {comparison.Metric.Name} against the source's own outputs, which the source has no value of; give labels, or set MinAccuracy.");
        }

        if (LimitsMetric(comparison) && limits.MaxAccuracyDrop is { } limit && comparison.Result.Source is { } source
            && !LosesAtMost(limit, comparison, new GateValue(source, comparison.Result.SourceCount), target))
        {
            var figures = $"{comparison.Show(source)} -> {comparison.Show(target.Measured)}";
            yield return new GateFinding(
                MrqCodes.AccuracyRegression,
                $"{subject} loses {Amount(comparison, source, limit)}{comparison.Metric.Name} ({figures}, {comparison.Samples} samples), over MaxAccuracyDrop {Text(limit)}");
        }
    }

    private static IEnumerable<GateFinding> Minimum(string subject, string what, string option, decimal? limit, GateValue? value, ModelComparison comparison)
    {
        if (limit is { } least && value is { } found && !found.Reaches(least))
        {
            yield return new GateFinding(
                MrqCodes.BelowMinimum,
                $"{subject} has {what} {Figure.ToldFrom(found.Measured, (double)least, 2, Figure.Fixed)} ({comparison.Samples} samples of {comparison.Data} data), under {option} {Text(least)}");
        }
    }

    private static IEnumerable<GateFinding> AgainstBaseline(string subject, ModelComparison comparison, GateLimits limits, GateValue target, Baseline? baseline)
    {
        var limit = limits.MaxAccuracyDrop ?? 0;
        if (baseline is not null && !LosesAtMost(limit, comparison, GateValue.OfReport(baseline.Value, target), target))
        {
            yield return new GateFinding(
                MrqCodes.WorseThanBaseline,
                $"{subject} is {Amount(comparison, baseline.Value, limit)}{comparison.Metric.Name} worse than the baseline ({comparison.Show(baseline.Value)} -> {comparison.Show(target.Measured)}, {comparison.Samples} samples), over the limit {Text(limit)}; accept it with -t:MrqUpdateBaseline");
        }
    }

    private static bool LosesAtMost(decimal limit, ModelComparison comparison, GateValue before, GateValue after) =>
        comparison.Metric.IsError ? before.IsExceededByAtMost(after, limit) : after.IsExceededByAtMost(before, limit);

    private static GateValue? AgreementOf(ModelComparison comparison, GateLimits limits) => comparison.Agreement is { } agreement
        ? new GateValue(agreement.Percent, agreement)
        : limits.MinAgreement is null ? null
        : throw new MrqException(MrqCodes.BadOption, "MinAgreement has no meaning for a model whose output is one number; set MinSqnr.");

    /// <summary>"1.25 points of ", or the bare number of an error; with as many digits as tell the loss from its limit.</summary>
    private static string Amount(ModelComparison comparison, double before, decimal limit)
    {
        var loss = comparison.Metric.IsError ? comparison.Result.Target - before : before - comparison.Result.Target;
        return comparison.Metric.IsError
            ? $"{Figure.ToldFrom(loss, (double)limit, 4, Figure.Significant)} of "
            : $"{Figure.ToldFrom(loss, (double)limit, 2, Figure.Fixed)} {comparison.Metric.Unit} of ";
    }

    private static string Text(decimal limit) => limit.ToString(CultureInfo.InvariantCulture);
}
