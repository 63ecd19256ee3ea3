using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;
using Mrq.Evaluation.Sensitivity;
using Mrq.Formats;
using Mrq.Requantization;
using Mrq.Requantization.Borders;
using Mrq.Requantization.Verify;
using Mrq.Synthetic;

namespace Mrq;

/// <summary>A conversion that was made and measured, before a gate judges it and anything is told of it: nothing here depends on what its scheme is called.</summary>
/// <param name="Request">What it was made for.</param>
/// <param name="Scheme">Its rules, with the name of that request.</param>
/// <param name="Model">What was read.</param>
/// <param name="Bordered">What of it was converted.</param>
/// <param name="Converted">The result.</param>
/// <param name="Measurement">How well it does.</param>
/// <param name="Written">The result as a file.</param>
internal sealed record MeasuredConversion(ConversionRequest Request, QuantizationScheme Scheme, ModelDocument Model, BorderedGraph Bordered, RequantizedModel Converted, Measurement Measurement, Written Written)
{
    /// <summary>What calibration ran on: "data", "synthetic" or "none".</summary>
    public required string CalibrationKind { get; init; }

    public required int CalibrationSamples { get; init; }

    /// <summary>How far runtimes of other containers are from what was measured.</summary>
    public required IReadOnlyList<RuntimeDistance> Distances { get; init; }

    /// <summary>What is doubtful of the samples.</summary>
    public required IReadOnlyList<(MrqCode Code, string Message)> Doubts { get; init; }

    /// <summary>Sums that do not fit the accumulator.</summary>
    public required IReadOnlyList<(MrqCode Code, string Message)> Overflows { get; init; }

    /// <summary>The result under each plausible rounding; made when somebody asks.</summary>
    public required Func<ParallelOptions, IReadOnlyList<RoundingTrial>> Trials { get; init; }

    /// <summary>The result with the name that a target of equal rules gives its arithmetic.</summary>
    public RequantizedModel NamedAs(QuantizationScheme scheme)
    {
        return scheme.Arithmetic == Scheme.Arithmetic ? Converted : Converted with
        {
            Arithmetic = new(Named(Converted.Arithmetic.Default)) { ByOperator = Converted.Arithmetic.ByOperator.SetItems(Converted.Arithmetic.ByOperator.Select(entry => KeyValuePair.Create(entry.Key, Named(entry.Value)))) },
        };

        Arithmetic Named(Arithmetic arithmetic) => arithmetic == Scheme.Arithmetic ? scheme.Arithmetic : arithmetic;
    }

    /// <summary>What each operator costs; null where nobody asked.</summary>
    public SensitivityResult? Sensitivity { get; init; }

    /// <summary>Reads, converts, verifies and measures.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="order">The same as it was understood.</param>
    /// <param name="onRead">Called as soon as the model was read.</param>
    /// <param name="progress">Gets lines.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static MeasuredConversion Of(ConversionRequest request, ConversionOrder order, Action onRead, ConversionProgress progress, ParallelOptions parallel)
    {
        var model = ModelFile.Read(request.ModelPath, request.Shapes);
        onRead();
        var (scheme, metric) = (order.Scheme, order.Metric);
        RequestCheck.RequireConvertible(model);
        ContainerDemands.Require(request, scheme, model);
        OverrideNames.Require(scheme, model);
        var (graphs, native) = (new CompiledGraphs(), model.Format.NativeArithmetic);
        var bordered = BorderedGraph.Of(model.Graph, scheme, native, graphs, request.KeepGoing);
        var source = bordered.Measured;
        var (calibration, kind) = Calibration(request, bordered, native, graphs, parallel, progress);
        var evaluation = bordered.IsFed ? LoadData(request.EvaluationData, request.Data with { Labels = metric.Labels }, source) : null;
        if (evaluation is not null)
        {
            // A report of other data is worth no work.
            order.Baseline?.RequireSame(metric, DatasetDigest.Of(evaluation));
        }

        using var samples = calibration is null ? null : new CalibrationSamples(calibration, source, Path.GetDirectoryName(request.OutputPath));
        var options = new RequantizationOptions { Synthetic = kind == "synthetic", Without = order.Without };
        var converted = Requantizer.Convert(source, native, scheme, samples, parallel, options, progress.Requantization, graphs);
        var behind = bordered.Behind is { } rest ? Requantizer.Convert(rest, native, scheme, calibration: null, parallel, options) : null;
        var others = EntryPoints.Convert(model, request, order, parallel);
        converted = converted with { Warnings = [.. converted.Warnings, .. behind?.Warnings ?? [], .. UnconvertedWarnings.Of(bordered, request), .. others.Warnings] };
        var measurement = Measurement.Of(source, native, model.ArithmeticOf(source), converted, new MeasurementData(evaluation, calibration, kind), metric, graphs, parallel, progress.Evaluation((evaluation ?? calibration)?.Count ?? SyntheticNoise.DefaultCount));
        var joined = bordered.Join(converted.Graph, behind?.Graph);
        var stored = StoredActivations.Of(joined, scheme);
        ConversionVerifier.RequireStored(joined, stored, scheme);
        var written = Written.Of(request, model, stored, isComputed: bordered.Kept.IsEmpty, others.Graphs);
        return new MeasuredConversion(request, scheme, model, bordered, converted, measurement, written)
        {
            CalibrationKind = kind,
            CalibrationSamples = calibration?.Count ?? 0,
            Distances = bordered.Kept.IsEmpty ? written.Distances(request, converted, source, evaluation ?? calibration, parallel.CancellationToken) : [],
            Doubts = [.. new[] { calibration, evaluation }.OfType<Dataset>().SelectMany(data => DatasetDoubts.Of(data, source)).Distinct()],
            Overflows = AccumulatorWarnings.Of(graphs.Of(converted.Graph, converted.Arithmetic), measurement.Comparison.TargetOverflows),
            Sensitivity = request.Analyze ? ConversionSensitivity.Of(source, native, converted, measurement, metric, graphs, progress, parallel) : null,
            Trials = TrialsOf(source, model.ArithmeticOf(source), converted, scheme, evaluation ?? calibration),
        };
    }

    /// <summary>Trials that are made once, for the first of several targets whose rounding is assumed.</summary>
    private static Func<ParallelOptions, IReadOnlyList<RoundingTrial>> TrialsOf(QuantizedGraph source, ArithmeticAssignment own, RequantizedModel converted, QuantizationScheme scheme, Dataset? samples)
    {
        IReadOnlyList<RoundingTrial>? made = null;
        return parallel => made ??= RoundingTrials.Of(source, own, converted, scheme.Activations.Type == ElementType.Int16, samples ?? SyntheticSamples.Noise(source, SyntheticNoise.DefaultCount), parallel);
    }

    /// <summary>Samples are those of the model's inputs; of what comes out of a kept operator nothing is known.</summary>
    private static (Dataset? Data, string Kind) Calibration(ConversionRequest request, BorderedGraph bordered, Arithmetic native, CompiledGraphs graphs, ParallelOptions parallel, ConversionProgress progress) =>
        !bordered.IsFed ? (null, "none")
            : LoadData(request.CalibrationData, request.Data with { Labels = LabelKind.None }, bordered.Measured) is { } data ? (data, "data")
            : SyntheticSamples.Images(bordered.Measured, Affordable(bordered.Measured, native, graphs), parallel, progress.Painting) is { } images ? (images, "synthetic")
            : (null, "none");

    /// <summary>0 where the graph cannot be computed, which conversion will say.</summary>
    private static int Affordable(QuantizedGraph graph, Arithmetic native, CompiledGraphs graphs)
    {
        try
        {
            return AffordableSamples.Of(graphs.Of(graph, native), SyntheticImages.DefaultCount);
        }
        catch (MrqException)
        {
            return 0;
        }
    }

    private static Dataset? LoadData(IReadOnlyList<string> paths, DatasetOptions options, QuantizedGraph graph)
    {
        if (paths.Count == 0)
        {
            return null;
        }

        var data = Dataset.Load(paths, options, graph);
        TableIndices.Require(data, graph);
        return data;
    }
}
