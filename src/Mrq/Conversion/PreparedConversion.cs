using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;
using Mrq.Formats;
using Mrq.Requantization;
using Mrq.Requantization.Borders;
using Mrq.Synthetic;

namespace Mrq;

/// <summary>A model that went through all passes, before anything is measured of it.</summary>
internal sealed record PreparedConversion
{
    /// <summary>The file that the source came from.</summary>
    public required ModelDocument Model { get; init; }

    public required BorderedGraph Bordered { get; init; }

    public required RequantizedModel Converted { get; init; }

    /// <summary>What the model goes on with behind operators that are kept; null where nothing does.</summary>
    public required RequantizedModel? Behind { get; init; }

    /// <summary>Further graphs of the file.</summary>
    public required EntryPoints Others { get; init; }

    /// <summary>Samples with labels; null for none.</summary>
    public required Dataset? Evaluation { get; init; }

    /// <summary>The samples of the passes; null for none.</summary>
    public required Dataset? Calibration { get; init; }

    /// <summary>"data", "synthetic" or "none".</summary>
    public required string CalibrationKind { get; init; }

    public required CompiledGraphs Graphs { get; init; }

    /// <summary>What is converted and measured of the model.</summary>
    public QuantizedGraph Source => Bordered.Measured;

    /// <param name="request">What to do.</param>
    /// <param name="order">The same as it was understood.</param>
    /// <param name="model">The model.</param>
    /// <param name="evaluated">The samples of the evaluation data that are read; null for all.</param>
    /// <param name="progress">What is done.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static PreparedConversion Of(ConversionRequest request, ConversionOrder order, ModelDocument model, SampleRange? evaluated, ConversionProgress progress, ParallelOptions parallel)
    {
        var (scheme, metric) = (order.Scheme, order.Metric);
        RequestCheck.RequireConvertible(model);
        ContainerDemands.Require(request, scheme, model);
        OverrideNames.Require(scheme, model);
        var (graphs, native) = (new CompiledGraphs(), model.Format.NativeArithmetic);
        var bordered = BorderedGraph.Of(model.Graph, scheme, native, graphs, request.KeepGoing);
        var source = bordered.Measured;
        var (calibration, kind) = CalibrationOf(request, order, bordered, native, graphs, parallel, progress);
        var evaluation = bordered.IsFed ? Load(request.EvaluationData, request.Data with { Labels = metric.Labels, Range = Within(request.EvaluationData, evaluated, request.Data with { Labels = metric.Labels }, source) }, source) : null;
        if (evaluation is not null && evaluated is null)
        {
            // A report of other data is worth no work.
            order.Baseline?.RequireSame(metric, DatasetDigest.Of(evaluation));
        }

        using var samples = calibration is null ? null : new CalibrationSamples(calibration, source, Path.GetDirectoryName(request.OutputPath));
        var options = new RequantizationOptions { Synthetic = kind == "synthetic", Without = order.Without };
        var converted = Requantizer.Convert(source, native, scheme, samples, parallel, options, progress.Requantization, graphs);
        var behind = bordered.Behind is { } rest ? Requantizer.Convert(rest, native, scheme, calibration: null, parallel, options) : null;
        var others = EntryPoints.Convert(model, request, order, parallel);
        return new PreparedConversion
        {
            Model = model,
            Bordered = bordered,
            Converted = converted with { Warnings = [.. converted.Warnings, .. behind?.Warnings ?? [], .. UnconvertedWarnings.Of(bordered, request), .. others.Warnings] },
            Behind = behind,
            Others = others,
            Evaluation = evaluation,
            Calibration = calibration,
            CalibrationKind = kind,
            Graphs = graphs,
        };
    }

    /// <summary>Samples for a graph; null where no file is named.</summary>
    public static Dataset? Load(IReadOnlyList<string> paths, DatasetOptions options, QuantizedGraph graph)
    {
        if (paths.Count == 0)
        {
            return null;
        }

        var data = Dataset.Load(paths, options, graph);
        TableIndices.Require(data, graph);
        return data;
    }

    /// <summary>As much of a range as the data has.</summary>
    private static SampleRange? Within(IReadOnlyList<string> paths, SampleRange? range, DatasetOptions options, QuantizedGraph graph) =>
        range is { } some && paths.Count > 0 && Dataset.Load(paths, options with { Range = default(SampleRange) }, graph).Count is var count ? new SampleRange(some.First, Math.Min(some.Count, count - some.First)) : range;

    /// <summary>Samples are those of the model's inputs; of what comes out of a kept operator nothing is known.</summary>
    private static (Dataset? Data, string Kind) CalibrationOf(ConversionRequest request, ConversionOrder order, BorderedGraph bordered, Arithmetic native, CompiledGraphs graphs, ParallelOptions parallel, ConversionProgress progress) =>
        !bordered.IsFed ? (null, "none")
            : Load(request.CalibrationData, request.Data with { Labels = LabelKind.None }, bordered.Measured) is { } data ? (data, "data")
            : SyntheticSamples.Images(bordered.Measured, Affordable(bordered.Measured, native, graphs), parallel, progress.Painting) is { } images ? (images, "synthetic")
            : SyntheticTrial.Samples(bordered.Measured, native, order.Scheme, order.Without, Affordable(bordered.Measured, native, graphs), parallel) is { } features ? (features, "synthetic")
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
}
