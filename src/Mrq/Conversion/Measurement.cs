using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator;
using Mrq.Evaluation;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Layers;
using Mrq.Evaluation.Metrics;
using Mrq.Requantization;
using Mrq.Synthetic;

namespace Mrq;

/// <summary>
/// What was measured of a conversion: the metric on the evaluation data where there is some, else how far the outputs agree on the
/// calibration samples or on synthetic ones; and every layer's output on a few samples.
/// </summary>
internal sealed record Measurement(ModelComparison Comparison, string DataDigest, IReadOnlyList<LayerQuality> Layers, int LayerSamples)
{
    /// <summary>What it was measured on.</summary>
    public required ISampleSource Samples { get; init; }

    /// <summary>Whether the metric of the request was measured.</summary>
    public bool IsEvaluated => Comparison.Data == "evaluation";

    /// <summary>"top1 99.00 -> 99.00, 400 samples, agreement 100.00 %, SQNR 25.2 dB".</summary>
    public string Summary => Comparison.Figures
        + (Comparison.Agreement is { } agreement && Comparison.Metric != Metric.Agreement ? $", agreement {Figure.Fixed(agreement.Percent, 2)} %" : "")
        + (Comparison.Metric != Metric.Sqnr ? $", {Comparison.Noise(digits: 1)}" : "")
        + (IsEvaluated ? "" : $" (no evaluation data: outputs on {Comparison.Data} data)");

    public static Measurement Of(QuantizedGraph source, Arithmetic native, ArithmeticAssignment own, RequantizedModel converted, MeasurementData data, Metric metric, CompiledGraphs graphs, ParallelOptions parallel, IProgress<string>? progress)
    {
        var (samples, kind) = data.Evaluation is not null ? (data.Evaluation, "evaluation")
            : data.Calibration is not null ? (data.Calibration, data.CalibrationKind == "data" ? "calibration" : "synthetic")
            : (SyntheticSamples.Noise(source, AffordableSamples.Of(graphs.Of(source, native), SyntheticNoise.DefaultCount)), "synthetic");
        var used = data.Evaluation is not null ? metric
            : source.Tensors[source.Outputs[0]].Shape.ElementCount > 1 ? Metric.Agreement : Metric.Sqnr;
        var target = graphs.Of(converted.Graph, converted.Arithmetic);
        var layers = new LayerComparison(graphs.Of(converted.Source, native), target, converted.Folded, samples.Count);
        var comparison = ModelComparison.Measure(
            new GraphRun(graphs.Of(source, own), SampleEncoder.Create(samples, source, source)),
            new GraphRun(target, SampleEncoder.Create(samples, source, target.Graph)),
            used,
            samples,
            parallel,
            progress,
            layers,
            withInputSteps: true);

        // What conversion put in front of a clamp of its own is no layer of the model: there the target goes on where the source saturates.
        var kept = converted.Source.Tensors.Take(source.Tensors.Length).ToHashSet(ReferenceEqualityComparer.Instance);
        return new Measurement(comparison with { Data = kind }, DatasetDigest.Of(samples), [.. layers.Qualities.Where(layer => kept.Contains(layer.Source))], layers.Samples) { Samples = samples };
    }

    /// <summary>The limits that are passed.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BaselineMismatch"/>.</exception>
    public IReadOnlyList<GateFinding> Check(ConversionRequest request, Baseline? baseline)
    {
        baseline?.RequireSame(Comparison.Metric, DataDigest);
        return AccuracyGate.Check(request.Scheme, Comparison, request.Limits, baseline);
    }

    /// <summary>A gate without labels says so; limits that were passed are here when they only warn.</summary>
    public IEnumerable<(MrqCode Code, string Message)> Warnings(ConversionRequest request, IReadOnlyList<GateFinding> findings)
    {
        if (!IsEvaluated && request.Limits.AreSet && request.Limits.Mode != GateMode.Off)
        {
            var unchecked_ = request.Limits.LimitMetric ? $"the {request.Metric} limits were not checked, and " : "";
            yield return (MrqCodes.GateSkipped, $"{request.Scheme}: there is no EvaluationData, so {unchecked_}source and target were compared by their outputs alone: {Summary}.");
        }

        foreach (var finding in findings)
        {
            yield return (finding.Code, finding.Message);
        }
    }
}
