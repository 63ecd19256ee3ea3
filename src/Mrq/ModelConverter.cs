using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Evaluation;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;
using Mrq.Formats.TfLite;
using Mrq.Requantization;

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

        var input = model.Graph.Tensors[model.Graph.Inputs[0]];
        var (calibration, kind) = Calibration(request, input);
        var evaluation = LoadData(request.EvaluationData);
        var converted = Requantizer.Convert(model.Graph, scheme, calibration is null ? null : new CalibrationInputs(calibration, input), parallel, new RequantizationOptions { Synthetic = kind == "synthetic", Without = PassNames.Parse(request.WithoutPasses) }, progress);
        var comparison = evaluation is null ? null : Compare(model.Graph, converted.Graph, scheme, evaluation, metric, parallel, progress);
        var report = ConversionReport.Write(request, converted, kind, calibration?.Count ?? 0, comparison);
        if (request.ReportPath is not null)
        {
            OutputFile.Write(request.ReportPath, report);
        }

        RequirePassed(request, comparison);
        OutputFile.Write(request.OutputPath, Serialize(model, OperatorVersions.RaiseForTypes(converted.Graph)));
        var overflows = comparison?.TargetOverflows ?? new Dictionary<int, long>();
        return new ConversionResult(
            Summary(request, converted, kind, comparison),
            [.. Warnings(request, comparison), .. AccumulatorWarnings.Of(CompiledGraph.Compile(converted.Graph, scheme.Arithmetic), overflows)],
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

    private static (Dataset? Data, string Kind) Calibration(ConversionRequest request, Tensor input) =>
        LoadData(request.CalibrationData) is { } data ? (data, "data")
        : SyntheticImages.Fit(input) ? (SyntheticImages.Create(input), "synthetic")
        : (null, "none");

    private static Dataset? LoadData(IReadOnlyList<string> paths) => paths.Count == 0 ? null : Dataset.Load(paths);

    private static ModelComparison Compare(QuantizedGraph source, QuantizedGraph target, QuantizationScheme scheme, Dataset data, Metric metric, ParallelOptions parallel, IProgress<string>? progress)
    {
        var labels = data.Labels ?? throw new MrqException(MrqCodes.DatasetDoesNotFit, "the evaluation data has no labels; add an array named 'labels' or a second .npy file.");
        var (sourceInput, targetInput) = (source.Tensors[source.Inputs[0]], target.Tensors[target.Inputs[0]]);
        var sourceScores = GraphScores.Compute(source, Arithmetic.TFLite, data, InputEncoder.Create(data, sourceInput, sourceInput), parallel, progress);
        var targetScores = GraphScores.Compute(target, scheme.Arithmetic, data, InputEncoder.Create(data, sourceInput, targetInput), parallel, progress);
        return ModelComparison.Of(sourceScores, targetScores, metric, labels);
    }

    private static void RequirePassed(ConversionRequest request, ModelComparison? comparison)
    {
        if (comparison is not null && request.MaxAccuracyDrop is { } limit && comparison.Drop > limit)
        {
            throw new MrqException(MrqCodes.AccuracyRegression, string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Scheme} loses {comparison.Drop:F2} points of {comparison.Metric.Name} ({comparison.Accuracy.AccuracyA:F2} -> {comparison.Accuracy.AccuracyB:F2}, {comparison.Accuracy.Count} samples), over MaxAccuracyDrop {limit}"));
        }
    }

    private static string Summary(ConversionRequest request, RequantizedModel model, string calibration, ModelComparison? comparison)
    {
        var clipped = model.Layers.Sum(layer => layer.ClippedWeights);
        var accuracy = comparison is null
            ? "not evaluated"
            : string.Create(CultureInfo.InvariantCulture, $"{comparison.Figures}, agreement {100 * comparison.Agreement:F2} %, SQNR {comparison.Sqnr:F1} dB");
        return string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(request.ModelPath)} -> {request.Scheme}: {accuracy}; {clipped} weights clipped; calibration: {calibration}");
    }

    private static IReadOnlyList<(MrqCode, string)> Warnings(ConversionRequest request, ModelComparison? comparison) =>
        comparison is null && request.MaxAccuracyDrop is not null
            ? [(MrqCodes.GateSkipped, "MaxAccuracyDrop is set but there is no EvaluationData, so the accuracy was not checked.")]
            : [];
}
