using System.Globalization;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation;

/// <summary>How a converted model compares with its source on labelled samples.</summary>
/// <param name="Metric">What was counted.</param>
/// <param name="Accuracy">Right answers of both, paired by sample.</param>
/// <param name="Agreement">Share of samples with the same arg-max, 0 to 1.</param>
/// <param name="Sqnr">Signal to quantization noise of the scores in dB.</param>
public sealed record ModelComparison(Metric Metric, PairedComparison Accuracy, double Agreement, double Sqnr)
{
    /// <summary>Outputs of the target whose sum did not fit its accumulator, by operator.</summary>
    public required IReadOnlyDictionary<int, long> TargetOverflows { get; init; }

    public static ModelComparison Of(GraphScores source, GraphScores target, Metric metric, IReadOnlyList<int> labels) => new(
        metric,
        PairedComparison.Of(source.Correct(metric, labels), target.Correct(metric, labels)),
        Metrics.Agreement.Share(source.ArgMax(), target.ArgMax()),
        source.SignalToNoise(target)) { TargetOverflows = target.Overflows };

    /// <summary>Percentage points of the metric that the target loses; negative when it gains.</summary>
    public double Drop => -Accuracy.Difference;

    /// <summary>"top1 84.75 -> 83.50, 400 samples".</summary>
    public string Figures => string.Create(
        CultureInfo.InvariantCulture,
        $"{Metric.Name} {Accuracy.AccuracyA:F2} -> {Accuracy.AccuracyB:F2}, {Accuracy.Count} samples");
}
