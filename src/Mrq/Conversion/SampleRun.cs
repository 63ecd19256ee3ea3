using Mrq.Core.Graph;
using Mrq.Evaluation;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Layers;
using Mrq.Evaluation.Metrics;
using Mrq.Evaluation.Sensitivity;
using Mrq.Synthetic;

namespace Mrq;

/// <summary>
/// Source and converted model on samples: all that there are, or the first of them, which is where layers are compared and the inputs moved by a step.
/// </summary>
/// <param name="Measured">What the samples gave.</param>
/// <param name="Data">"evaluation", "calibration" or "synthetic".</param>
/// <param name="Samples">The samples.</param>
/// <param name="Layers">Every layer's output on a few of them.</param>
/// <param name="LayerSamples">On how many.</param>
internal sealed record SampleRun(ModelMeasurement Measured, string Data, ISampleSource Samples, IReadOnlyList<LayerQuality> Layers, int LayerSamples)
{
    /// <summary>The first samples that all that is told of a conversion but its metric needs: layers, steps of the inputs and distances take 16, trials of roundings and an analysis of operators more.</summary>
    public const int FirstSamples = RoundingTrials.MostSamples > SensitivityAnalysis.MostSamples ? RoundingTrials.MostSamples : SensitivityAnalysis.MostSamples;

    /// <summary>What is measured where there is no evaluation data.</summary>
    public static Metric MetricWithoutLabels(QuantizedGraph source) => source.Tensors[source.Outputs[0]].Shape.ElementCount > 1 ? Metric.Agreement : Metric.Sqnr;

    /// <summary>The evaluation data where there is some, else the calibration samples or synthetic ones, and which of these they are.</summary>
    public static (ISampleSource Samples, string Kind) SamplesOf(PreparedConversion prepared) => prepared.Evaluation is { } evaluation ? (evaluation, "evaluation")
        : prepared.Calibration is { } calibration ? (calibration, prepared.CalibrationKind == "data" ? "calibration" : "synthetic")
        : (SyntheticSamples.Noise(prepared.Source, AffordableSamples.Of(prepared.Graphs.Of(prepared.Source, prepared.Model.Format.NativeArithmetic), SyntheticNoise.DefaultCount)), "synthetic");

    /// <summary>Runs the evaluation data where there is some, else the calibration samples or synthetic ones.</summary>
    public static SampleRun Of(PreparedConversion prepared, Metric metric, ParallelOptions parallel, IProgress<string>? progress)
    {
        var (source, converted, graphs, own) = (prepared.Source, prepared.Converted, prepared.Graphs, prepared.Model.ArithmeticOf(prepared.Source));
        var native = prepared.Model.Format.NativeArithmetic;
        var (samples, kind) = SamplesOf(prepared);
        var used = prepared.Evaluation is not null ? metric : MetricWithoutLabels(source);
        var target = graphs.Of(converted.Graph, converted.Arithmetic);
        var layers = new LayerComparison(graphs.Of(converted.Source, native), target, converted.Folded, samples.Count);
        var measured = new ModelMeasurement(source, target.Graph, used, samples);
        measured.Run(
            new GraphRun(graphs.Of(source, own), SampleEncoder.Create(samples, source, source)),
            new GraphRun(target, SampleEncoder.Create(samples, source, target.Graph)),
            parallel,
            progress,
            layers,
            withInputSteps: true);

        // What conversion put in front of a clamp of its own is no layer of the model: there the target goes on where the source saturates.
        var kept = converted.Source.Tensors.Take(source.Tensors.Length).ToHashSet(ReferenceEqualityComparer.Instance);
        return new SampleRun(measured, kind, samples, [.. layers.Qualities.Where(layer => kept.Contains(layer.Source))], layers.Samples);
    }
}
