using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
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
        if (metric.NeedsLabels && samples.Labels is null && samples.Targets is null)
        {
            var missing = DatasetErrors.WithoutLabels(metric);
            throw samples.LabelsFile is { } file ? missing.InFile(file) : missing;
        }

        // Labels and answers are of the first output. Signals are compared at all outputs, and the worst one counts.
        var isOfAll = metric.IsOfSignal || (metric.Labels == LabelKind.Values && samples.Targets is null);
        var outputs = Enumerable.Range(0, source.Graph.Outputs.Length).Where(output => output == 0 || IsComparable(source.Graph, target.Graph, output))
            .Select(output => new OutputMeasurement(source.Graph, target.Graph, output, output == 0 || isOfAll ? metric : null, samples)).ToList();
        var steps = withInputSteps && !ReferenceEquals(source, target) ? InputStepMeasurement.Of(source, target, samples) : null;
        var sweep = new ModelSweep(source, target, outputs, layers, steps);
        sweep.Run(samples, parallel, progress);
        var results = sweep.Parts.Select((part, place) => (Result: part.Metric, Place: place)).Where(entry => entry.Result is not null).ToList();
        var worst = metric.IsError ? results.MaxBy(entry => entry.Result!.Target) : results.MinBy(entry => entry.Result!.Target);
        IReadOnlyList<OutputQuality> qualities = [.. outputs.Zip(sweep.Parts, (output, part) => new OutputQuality(output.Output, part.Agreement, part.Sqnr))];
        return new ModelComparison(
            metric,
            metric.Labels == LabelKind.Classes ? samples.Groups.Count : samples.Count,
            worst.Result!,
            qualities[worst.Place].Agreement,
            qualities[worst.Place].Sqnr)
        {
            TargetOverflows = sweep.TargetOverflows,
            Windows = metric.Labels == LabelKind.Classes ? samples.Groups.Windows : null,
            Outputs = qualities,
            Changed = sweep.Parts[0].Changed,
            InputStep = steps?.Result,
            Output = source.Graph.Outputs.Length > 1 ? qualities[worst.Place].Name : null,
        };
    }

    /// <summary>Whether an output beside the first has numbers to compare.</summary>
    private static bool IsComparable(QuantizedGraph source, QuantizedGraph target, int output) => new[] { source, target }.All(graph =>
        output < graph.Outputs.Length && graph.Tensors[graph.Outputs[output]] is var tensor && NumpyTypes.IsSupported(tensor.Type) && tensor.Quantization is not { IsPerTensor: false } && tensor.Shape.ElementCount is > 0 and <= ScoreReader.MostScores);

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
