using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Layers;
using Mrq.Evaluation.Metrics;
using Mrq.Evaluation.Steps;

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

    /// <summary>The outputs that could be compared, in the model's order.</summary>
    public IReadOnlyList<OutputQuality> Outputs { get; init; } = [];

    /// <summary>The samples that the target answers otherwise, by the model's first output, in their order.</summary>
    public IReadOnlyList<ChangedPrediction> Changed { get; init; } = [];

    /// <summary>How far one step of the inputs moves the source; null where that was not measured or no input has a grid.</summary>
    public InputStepNoise? InputStep { get; init; }

    /// <summary>The least signal to quantization noise of all outputs in dB.</summary>
    public double LeastSqnr => Outputs.Count == 0 ? Sqnr : Outputs.Min(output => output.Sqnr);

    /// <summary>The output that the metric is of; null where the model has one.</summary>
    public string? Output { get; init; }

    /// <summary>Runs both models over all samples and compares them.</summary>
    /// <param name="source">The model that was converted, or any other to compare with.</param>
    /// <param name="target">The other model; null to measure the first alone.</param>
    /// <param name="metric">What to measure.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="progress">Samples done.</param>
    /// <param name="layers">Gets the first samples, to compare layer by layer.</param>
    /// <param name="withInputSteps">Whether the source runs its first samples once more, one step of its inputs away.</param>
    public static ModelComparison Measure(GraphRun source, GraphRun? target, Metric metric, ISampleSource samples, ParallelOptions parallel, IProgress<string>? progress = null, LayerComparison? layers = null, bool withInputSteps = false)
    {
        target ??= source;
        var measurement = new ModelMeasurement(source.Graph, target.Graph, metric, samples);
        measurement.Run(source, target, parallel, progress, layers, withInputSteps);
        return measurement.Result();
    }

    /// <summary>"400 samples", or "248 samples of 48608 windows".</summary>
    public string Counts => string.Create(CultureInfo.InvariantCulture, $"{Samples} samples{(Windows is { } windows ? $" of {windows} windows" : "")}");

    /// <summary>"top1 84.75 -> 83.50, 400 samples".</summary>
    public string Figures => string.Create(
        CultureInfo.InvariantCulture,
        $"{Metric.Name} {(Output is { } output ? $"of '{SafeText.Name(output)}' " : "")}{(Result.Source is { } source ? $"{Show(source)} -> " : "")}{Show(Result.Target)}{(Metric.Unit == "dB" ? " dB" : "")}, {Counts}");

    /// <summary>"SQNR 25.2 dB", or that there is no noise.</summary>
    /// <param name="digits">Digits behind the point.</param>
    public string Noise(int digits) => Noise(Sqnr, digits);

    /// <summary>The same for the noise of an output.</summary>
    public static string Noise(double sqnr, int digits) => double.IsPositiveInfinity(sqnr) ? "equal outputs" : $"SQNR {Figure.Fixed(sqnr, digits)} dB";

    /// <summary>A value with two digits behind the point, or with four significant ones for an error, which has no natural size.</summary>
    public string Show(double value) => Metric.IsError ? Figure.Significant(value, 4) : Figure.Fixed(value, 2);
}
