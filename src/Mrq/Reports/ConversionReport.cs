using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation;
using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Layers;
using Mrq.Evaluation.Metrics;
using Mrq.Evaluation.Sensitivity;
using Mrq.Requantization;
using Mrq.Requantization.Borders;

namespace Mrq;

/// <summary>
/// The JSON report of a conversion. Field names are stable; the same conversion gives the same bytes, on any machine and in any
/// folder, so that it can be committed as a baseline.
/// </summary>
internal static class ConversionReport
{
    /// <summary>Grows when a field that exists changes; new ones do not change it. docs/report.md tells of each field.</summary>
    private const int SchemaVersion = 1;

    /// <summary>As many changed predictions as a report lists.</summary>
    private const int MostChanged = 100;

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The report without what all samples tell: <see cref="Complete"/> puts it in.</summary>
    public static JsonObject Draft(ConversionRequest request, BorderedGraph bordered, RequantizedModel model, string calibration, int calibrationSamples, SampleRun run, IReadOnlyList<RuntimeDistance> distances, TargetArithmetic? target, SensitivityResult? sensitivity, PrecisionCurve? precision) =>
        JsonSerializer.SerializeToNode(
            new
            {
                SchemaVersion,
                Model = Path.GetFileName(request.ModelPath),
                request.Scheme,
                Target = target?.Describe(),
                Calibration = calibration,
                CalibrationSamples = calibrationSamples,
                Border = bordered.Kept.IsEmpty ? null : Describe(bordered),
                Weights = model.Layers.Sum(layer => layer.WeightCount),
                ClippedWeights = model.Layers.Sum(layer => layer.ClippedWeights),
                RegriddedChannels = model.Layers.Sum(layer => layer.RegriddedChannels),
                model.CalibrationSqnr,
                model.CalibrationAgreement,
                PassSeconds = request.ReportTimes ? model.Times.ToDictionary(time => time.Pass, time => time.Seconds) : null,
                Evaluation = (object?)null,
                Gate = (object?)null,
                Warnings = (object?)null,
                Options = RequestOptions.Of(request).ToDictionary(option => option.Name, option => option.Value),
                model.Layers,
                Containers = distances.Count == 0 ? null : distances,
                FoldedActivations = model.Folded.OrderBy(entry => entry.Key).Select(entry => new { Tensor = model.Graph.Tensors[entry.Key].Name, entry.Value.ZeroPoint, entry.Value.Factors }),
                Sensitivity = sensitivity is null ? null : Describe(sensitivity),
                Precision = precision is null ? null : PrecisionText.Describe(precision),
                run.LayerSamples,
                LayerOutputs = run.Layers.Select(Describe),
            },
            Format)!.AsObject();

    /// <summary>The report. The draft may have been written and read again in between; its numbers and texts stay as they were written.</summary>
    public static byte[] Complete(JsonObject draft, ConversionRequest request, Measurement measurement, IReadOnlyList<GateFinding> findings, IReadOnlyList<(MrqCode Code, string Message)> warnings)
    {
        var report = draft.DeepClone().AsObject();
        report["evaluation"] = JsonSerializer.SerializeToNode(Describe(measurement.Comparison, measurement.DataDigest), Format);
        report["gate"] = JsonSerializer.SerializeToNode(new { Mode = request.Limits.Mode.ToString(), Passed = findings.Count == 0, Findings = findings.Select(finding => new { Code = finding.Code.Id, finding.Message }) }, Format);
        report["warnings"] = JsonSerializer.SerializeToNode(warnings.Select(warning => new { Code = warning.Code.Id, warning.Message }), Format);
        return Encoding.UTF8.GetBytes(SafeText.Json(report.ToJsonString(Format)));
    }

    /// <summary>
    /// The same report with further warnings: those of output formats, which are not of the conversion. One from the cache gets those of the formats that are asked
    /// for this time.
    /// </summary>
    public static byte[] WithWarnings(ReadOnlySpan<byte> report, IReadOnlyList<(MrqCode Code, string Message)> warnings)
    {
        if (warnings.Count == 0)
        {
            return report.ToArray();
        }

        var root = JsonNode.Parse(report)!;
        foreach (var (code, message) in warnings)
        {
            root["warnings"]!.AsArray().Add(new JsonObject { ["code"] = code.Id, ["message"] = message });
        }

        return Encoding.UTF8.GetBytes(SafeText.Json(root.ToJsonString(Format)));
    }

    /// <summary>Whether bytes are a report of a request's conversion that did not fail its gate: as far as this is cheap to tell.</summary>
    public static bool IsOf(byte[] report, ConversionRequest request)
    {
        using var json = JsonDocument.Parse(report);
        return json.RootElement is { ValueKind: JsonValueKind.Object } root
            && Is(root, "model", Path.GetFileName(request.ModelPath)) && Is(root, "scheme", request.Scheme)
            && root.TryGetProperty("gate", out var gate) && gate.ValueKind == JsonValueKind.Object
            && (request.Limits.Mode != GateMode.Error || (gate.TryGetProperty("passed", out var passed) && passed.ValueKind == JsonValueKind.True));
    }

    private static bool Is(JsonElement element, string name, string text) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    private static object Describe(ModelComparison comparison, string digest) => new
    {
        Metric = comparison.Metric.Name,
        comparison.Data,
        DataSha256 = digest,
        comparison.Samples,
        comparison.Windows,
        SourceAccuracy = Finite(comparison.Result.Source),
        SourceInterval = Describe(comparison.Result.SourceInterval),
        TargetAccuracy = Finite(comparison.Result.Target),
        TargetInterval = Describe(comparison.Result.TargetInterval),
        Difference = Finite(comparison.Result.Difference),
        DifferenceInterval = Describe(comparison.Result.DifferenceInterval),
        IntervalMethod = comparison.Result.Method,
        comparison.Result.StandardError,
        comparison.Result.PValue,
        comparison.Result.Better,
        comparison.Result.Worse,
        comparison.Result.ChangedUnit,
        Agreement = comparison.Agreement?.Share,
        Sqnr = Finite(comparison.Sqnr),
        InputStep = comparison.InputStep is { } step ? new { step.Samples, Agreement = step.Agreement?.Share, Sqnr = Finite(step.Sqnr), TargetAgreement = step.TargetAgreement?.Share, TargetSqnr = Finite(step.TargetSqnr) } : null,
        ChangedPredictions = new { comparison.Changed.Count, Samples = comparison.Changed.Take(MostChanged) },
        comparison.Output,
        Outputs = comparison.Outputs.Count > 1 ? comparison.Outputs.Select(output => new { output.Name, Agreement = output.Agreement?.Share, Sqnr = Finite(output.Sqnr) }) : null,
    };

    private static object Describe(BorderedGraph bordered) => new
    {
        Kept = bordered.Kept.Select(kept => new { Operator = kept.Step, OperatorName = kept.Operator.Name, kept.Operator.Version, Reason = kept.Why }),
        Tensors = bordered.Border,
        OperatorsBehind = bordered.Behind?.Operators.Length ?? 0,
    };

    private static object Describe(LayerQuality layer) => new
    {
        layer.Operator,
        layer.OperatorName,
        Tensor = layer.Source.Name,
        Sqnr = Finite(layer.Sqnr),
        layer.BitsLost,
        layer.SourceSaturated,
        layer.TargetSaturated,
    };

    private static object Describe(SensitivityResult result) => new
    {
        result.Samples,
        Metric = result.Metric?.Name,
        result.SourceMetric,
        Converted = Describe(result.Converted),
        Operators = result.Operators.Select(step => new { step.Operator, step.OperatorName, step.Tensor, Alone = Describe(step.Alone), Kept = Describe(step.Kept) }),
    };

    private static object Describe(OutputChange change) => new { Sqnr = Finite(change.Sqnr), change.Agreement, change.Metric };

    private static double[]? Describe(Interval? interval) => interval is { } found ? [found.Low, found.High] : null;

    /// <summary>JSON has no infinity; null says that nothing differs, or that there is no value.</summary>
    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
