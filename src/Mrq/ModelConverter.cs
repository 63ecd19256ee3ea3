using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Metrics;
using Mrq.Formats.TfLite;
using Mrq.Requantization;
using Mrq.Synthetic;

namespace Mrq;

/// <summary>Converts one model to one scheme, measures it, and writes it when it passes its gate.</summary>
public static class ModelConverter
{
    /// <summary>
    /// Reads, re-quantizes, evaluates, and writes output and report by a temporary file and a move. When anything fails, the gate
    /// included, neither the output nor a part of it is left; the report of a failed gate is.
    /// </summary>
    /// <param name="request">What to do.</param>
    /// <param name="progress">Lines such as "evaluating: 40 of 400 samples".</param>
    /// <param name="cancellation">Stops within a layer or a sample.</param>
    /// <exception cref="MrqException">Every failure that has a code, <see cref="MrqCodes.AccuracyRegression"/> among them.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is left behind.</exception>
    public static ConversionResult Convert(ConversionRequest request, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        // An output of an earlier build must not survive a failure of this one.
        OutputFile.Delete(request.OutputPath);
        CArray.Delete(request.CArrayPath);
        try
        {
            var cache = ConversionCache.Open(request);
            var result = cache?.Restore();
            if (result is null)
            {
                result = ConvertModel(request, progress, cancellation);
                cache?.Store(result);
            }

            CArray.Write(request.CArrayPath, request.OutputPath);
            return result;
        }
        catch (MrqException error)
        {
            throw error.InFile(request.ModelPath);
        }
    }

    private static ConversionResult ConvertModel(ConversionRequest request, IProgress<string>? progress, CancellationToken cancellation)
    {
        var scheme = request.SchemeFile is { } definition ? SchemeFile.Read(definition) : SchemeCatalogue.Named(request.Scheme);
        var metric = Metric.Parse(request.Metric);
        request.Limits.RequireFit(metric);
        foreach (var path in new[] { request.OutputPath, request.ReportPath, request.HtmlPath, request.CArrayPath }.OfType<string>())
        {
            OutputFile.RequireWritable(path);
        }

        var model = ModelFile.Read(request.ModelPath);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = request.MaxParallelism > 0 ? request.MaxParallelism : Environment.ProcessorCount,
            CancellationToken = cancellation,
        };
        if (model.Graph.Inputs.Length != 1 || model.Graph.Outputs.Length == 0)
        {
            throw new MrqException(MrqCodes.UnsupportedConversion, $"the model has {model.Graph.Inputs.Length} inputs; conversion needs one input and an output.");
        }

        if (model.Graphs.Count > 1)
        {
            throw new MrqException(
                MrqCodes.UnsupportedConversion,
                $"the model has {model.Graphs.Count} subgraphs ({string.Join(", ", model.Graphs.Select(graph => $"'{graph.Name}'"))}), and only one entry point can be converted; export each signature to a model of its own.");
        }

        var input = model.Graph.Tensors[model.Graph.Inputs[0]];
        var (calibration, kind) = Calibration(request, model.Graph);
        var evaluation = LoadData(request.EvaluationData, request.Data with { Labels = metric.Labels }, model.Graph);
        var converted = Requantizer.Convert(model.Graph, scheme, calibration is null ? null : new CalibrationInputs(calibration, input), parallel, new RequantizationOptions { Synthetic = kind == "synthetic", Without = PassNames.Parse(request.WithoutPasses) }, progress);
        var measurement = Measurement.Of(model.Graph, converted, scheme, new MeasurementData(evaluation, calibration, kind), metric, parallel, progress);
        var findings = measurement.Check(request);
        var report = ConversionReport.Write(request, converted, kind, calibration?.Count ?? 0, measurement, findings);
        if (request.ReportPath is not null)
        {
            OutputFile.Write(request.ReportPath, report);
        }

        if (request.HtmlPath is not null)
        {
            OutputFile.Write(request.HtmlPath, ConversionPage.Write(request, converted.Source, converted, measurement, findings));
        }

        IReadOnlyList<(MrqCode, string)> doubts = [.. new[] { calibration, evaluation }.OfType<Dataset>().SelectMany(data => DatasetDoubts.Of(data, model.Graph)).Distinct()];
        RequirePassed(request, findings, doubts);
        OutputFile.Write(request.OutputPath, Serialize(model, OperatorVersions.RaiseForTypes(converted.Graph)));
        return new ConversionResult(
            Summary(request, converted, kind, measurement),
            [.. doubts, .. converted.Warnings, .. measurement.Warnings(request, findings), .. AccumulatorWarnings.Of(CompiledGraph.Compile(converted.Graph, scheme.Arithmetic), measurement.Comparison.TargetOverflows), .. RuntimeFaultWarnings.Of(converted.Graph, scheme.Arithmetic)],
            report);
    }

    /// <summary>The model's bytes, read back once: what is delivered is what was measured.</summary>
    private static byte[] Serialize(TfLiteModel model, QuantizedGraph graph)
    {
        var bytes = model.Write(graph);
        var written = TfLiteModel.Read(bytes).Graph;
        for (var i = 0; i < graph.Tensors.Length; i++)
        {
            var (expected, actual) = (graph.Tensors[i], written.Tensors[i]);
            if (expected.Type != actual.Type || !Equals(expected.Quantization, actual.Quantization)
                || !(expected.Data ?? default).Span.SequenceEqual((actual.Data ?? default).Span))
            {
                throw new MrqException(MrqCodes.Internal, "the written model differs from the converted one; please report it.", new MrqPlace(Tensor: expected.Name));
            }
        }

        return bytes;
    }

    private static (Dataset? Data, string Kind) Calibration(ConversionRequest request, QuantizedGraph graph)
    {
        var (input, domain) = (graph.Tensors[graph.Inputs[0]], InputDomain.Of(graph, graph.Inputs[0]));
        return LoadData(request.CalibrationData, request.Data with { Labels = LabelKind.None }, graph) is { } data ? (data, "data")
            : SyntheticImages.Fit(input, domain) ? (SyntheticImages.Create(input, domain), "synthetic")
            : (null, "none");
    }

    private static Dataset? LoadData(IReadOnlyList<string> paths, DatasetOptions options, QuantizedGraph graph)
    {
        if (paths.Count == 0)
        {
            return null;
        }

        var data = Dataset.Load(paths, options, graph.Tensors[graph.Inputs[0]]);
        TableIndices.Require(data, graph);
        return data;
    }

    /// <summary>A model that does not pass is measured as well as its data is: doubts about that belong to the message.</summary>
    private static void RequirePassed(ConversionRequest request, IReadOnlyList<GateFinding> findings, IReadOnlyList<(MrqCode Code, string Message)> doubts)
    {
        if (findings.Count > 0 && request.Limits.Mode == GateMode.Error)
        {
            throw new MrqException(findings[0].Code, string.Join("; ", [.. findings.Select(finding => finding.Message), .. doubts.Select(doubt => $"{doubt.Code}: {doubt.Message}")]));
        }
    }

    private static string Summary(ConversionRequest request, RequantizedModel model, string calibration, Measurement measurement)
    {
        var clipped = model.Layers.Sum(layer => layer.ClippedWeights);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetFileName(request.ModelPath)} -> {request.Scheme}: {measurement.Summary}; {clipped} weights clipped; calibration: {calibration}");
    }
}
