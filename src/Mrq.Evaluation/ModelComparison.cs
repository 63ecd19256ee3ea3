using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation;

/// <summary>How a converted model compares with its source on the same samples.</summary>
/// <param name="Metric">What was measured.</param>
/// <param name="Samples">On how many.</param>
/// <param name="Result">The metric of both, with paired statistics.</param>
/// <param name="Agreement">Equal answers of all; null where an output of one number is no answer among several.</param>
/// <param name="Sqnr">Signal to quantization noise in dB: of the outputs, or of the scores of which they are the arg-max.</param>
public sealed record ModelComparison(Metric Metric, int Samples, PairedResult Result, Proportion? Agreement, double Sqnr)
{
    /// <summary>Outputs of the target whose sum did not fit its accumulator, by operator.</summary>
    public required IReadOnlyDictionary<int, long> TargetOverflows { get; init; }

    /// <summary>How many windows of files the samples were averaged over; null where each sample is one. Agreement and SQNR are of the windows.</summary>
    public int? Windows { get; init; }

    /// <summary>What the samples are: evaluation, calibration or synthetic data.</summary>
    public string Data { get; init; } = "evaluation";

    /// <summary>Runs both models over all samples and compares them.</summary>
    /// <param name="source">The model that was converted, or any other to compare with.</param>
    /// <param name="target">The other model; null to measure the first alone.</param>
    /// <param name="metric">What to measure.</param>
    /// <param name="data">The samples.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="progress">Samples done.</param>
    public static ModelComparison Measure(GraphRun source, GraphRun? target, Metric metric, Dataset data, ParallelOptions parallel, IProgress<string>? progress = null)
    {
        GraphScores Scores(GraphRun run) => GraphScores.Compute(run.Graph, run.Arithmetic, data, run.Encoder, metric, parallel, progress);
        var sourceScores = Scores(source);
        var comparison = Of(sourceScores, target is null ? sourceScores : Scores(target), metric, data);
        return target is not null && Answers.AreLabels(sourceScores.Tensor) && ScoreNoise.Of(source, target, data, parallel) is { } decibels
            ? comparison with { Sqnr = decibels }
            : comparison;
    }

    public static ModelComparison Of(GraphScores source, GraphScores target, Metric metric, Dataset data) => new(
        metric,
        metric.Labels == LabelKind.Classes ? data.Groups.Count : source.Count,
        MetricEvaluator.Compare(source, target, metric, data),
        Answers.Together(Answers.Agreement(source, target, metric)),
        MetricEvaluator.Value(MetricEvaluator.Noise(source, target)))
        {
            TargetOverflows = target.Overflows,
            Windows = metric.Labels == LabelKind.Classes ? data.Groups.Windows : null,
        };

    /// <summary>"400 samples", or "248 samples of 48608 windows".</summary>
    public string Counts => string.Create(CultureInfo.InvariantCulture, $"{Samples} samples{(Windows is { } windows ? $" of {windows} windows" : "")}");

    /// <summary>"top1 84.75 -> 83.50, 400 samples".</summary>
    public string Figures => string.Create(
        CultureInfo.InvariantCulture,
        $"{Metric.Name} {(Result.Source is { } source ? $"{Show(source)} -> " : "")}{Show(Result.Target)}{(Metric.Unit == "dB" ? " dB" : "")}, {Counts}");

    /// <summary>"SQNR 25.2 dB", or that there is no noise.</summary>
    /// <param name="digits">Digits behind the point.</param>
    public string Noise(int digits) => double.IsPositiveInfinity(Sqnr) ? "equal outputs" : $"SQNR {Figure.Fixed(Sqnr, digits)} dB";

    /// <summary>A value with two digits behind the point, or with four significant ones for an error, which has no natural size.</summary>
    public string Show(double value) => Metric.IsError ? Figure.Significant(value, 4) : Figure.Fixed(value, 2);
}
