using System.Globalization;
using Mrq.Cache;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Metrics;
using Mrq.Files;
using Mrq.Formats;
using Mrq.Requantization;
using Mrq.Requantization.Borders;
using Mrq.Requantization.Verify;
using Mrq.Synthetic;

namespace Mrq;

/// <summary>Converts one model to one scheme, measures it, and writes it when it passes its gate.</summary>
public static class ModelConverter
{
    /// <summary>
    /// Reads, re-quantizes, evaluates, and delivers all files together. No file of the request is written over another one, and nothing
    /// is touched before the request was understood. When anything fails afterwards, the gate included, neither an output nor a part of
    /// one is left, nor one of an earlier conversion; the reports of a failed gate are.
    /// </summary>
    /// <param name="request">What to do.</param>
    /// <param name="progress">Lines such as "evaluating: 40 of 400 samples".</param>
    /// <param name="cancellation">Stops within a layer or a sample.</param>
    /// <exception cref="MrqException">Every failure that has a code, <see cref="MrqCodes.AccuracyRegression"/> among them.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is left behind.</exception>
    public static ConversionResult Convert(ConversionRequest request, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        try
        {
            var files = ConversionFiles.Of(request);
            var order = ConversionOrder.Read(request);
            files.RequireWritable();
            var cache = ConversionCache.Open(request);
            if (cache?.Restore() is { } kept)
            {
                files.RemoveOld();
                return files.Deliver(kept);
            }

            var model = ModelFile.Read(request.ModelPath, request.Shapes);
            files.RemoveOld();
            var made = ConvertModel(request, order, model, files, new ConversionProgress(progress, TimeProvider.System), cancellation);
            cancellation.ThrowIfCancellationRequested();
            var result = files.Deliver(made);
            cache?.Store(made);
            return result;
        }
        catch (MrqException error)
        {
            throw error.InFile(request.ModelPath);
        }
        catch (AggregateException error) when (error.Flatten().InnerExceptions.OfType<MrqException>().FirstOrDefault() is { } inner)
        {
            // What one of the parallel samples found, such as an index that GATHER cannot take.
            throw inner.InFile(request.ModelPath);
        }
    }

    private static Conversion ConvertModel(ConversionRequest request, ConversionOrder order, ModelDocument model, ConversionFiles files, ConversionProgress progress, CancellationToken cancellation)
    {
        var (scheme, metric) = (order.Scheme, order.Metric);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = request.MaxParallelism > 0 ? request.MaxParallelism : Environment.ProcessorCount,
            CancellationToken = cancellation,
        };
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
        var findings = measurement.Check(request, order.Baseline);
        IReadOnlyList<(MrqCode Code, string Message)> implausible = [.. Plausibility.Warnings(request.Scheme, converted.Source, measurement.Layers, measurement.Comparison.Sqnr)];
        var joined = bordered.Join(converted.Graph, behind?.Graph);
        var stored = StoredActivations.Of(joined, scheme);
        ConversionVerifier.RequireStored(joined, stored, scheme);
        var written = Written.Of(request, model, stored, isComputed: bordered.Kept.IsEmpty, others.Graphs);
        var distances = bordered.Kept.IsEmpty ? written.Distances(request, converted, source, evaluation ?? calibration, cancellation) : [];
        var target = TargetArithmetic.Of(request, source, model.ArithmeticOf(source), converted, evaluation ?? calibration, parallel);
        var report = ConversionReport.Write(request, bordered, converted, kind, calibration?.Count ?? 0, measurement, findings, [.. converted.Warnings, .. implausible, .. written.Warnings(model)], distances, target);
        var page = request.HtmlPath is null ? null : ConversionPage.Write(request, bordered, model.Format.ImageOrder, converted.Source, converted, measurement, order.Baseline, findings, target);
        IReadOnlyList<(MrqCode Code, string Message)> doubts = [.. new[] { calibration, evaluation }.OfType<Dataset>().SelectMany(data => DatasetDoubts.Of(data, source)).Distinct()];
        if (findings.Count > 0 && request.Limits.Mode == GateMode.Error)
        {
            // A model that does not pass is measured as well as its data is: doubts about that belong to the message, and where it went wrong.
            files.DeliverReports(report, page);
            throw new MrqException(findings[0].Code, string.Join("; ", [.. findings.Select(finding => finding.Message), .. doubts.Concat(implausible).Select(doubt => $"{doubt.Code}: {doubt.Message}")]));
        }

        var result = new ConversionResult(
            Summary(request, converted, kind, measurement, distances) + (target is null ? "" : $"; {target.Claim}"),
            [.. doubts, .. converted.Warnings, .. implausible, .. written.Warnings(model), .. measurement.Warnings(request, findings), .. AccumulatorWarnings.Of(graphs.Of(converted.Graph, converted.Arithmetic), measurement.Comparison.TargetOverflows), .. RuntimeFaultWarnings.Of(converted.Graph, converted.Arithmetic), .. RuntimeFaultWarnings.Of(written.RuntimeDoubts(model))],
            report);
        return new Conversion(result, written.Bytes, page);
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

    private static string Summary(ConversionRequest request, RequantizedModel model, string calibration, Measurement measurement, IReadOnlyList<RuntimeDistance> distances)
    {
        var clipped = model.Layers.Sum(layer => layer.ClippedWeights);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Scheme}: {measurement.Summary}; {clipped} weights clipped; calibration: {calibration}{string.Concat(distances.Select(distance => $"; {distance.Summary}"))}");
    }
}
