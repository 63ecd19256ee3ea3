using System.Text.Encodings.Web;
using System.Text.Json;
using Mrq.Evaluation;
using Mrq.Requantization;

namespace Mrq;

/// <summary>The JSON report of a conversion. Field names are stable; the same conversion gives the same bytes.</summary>
internal static class ConversionReport
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(ConversionRequest request, RequantizedModel model, string calibration, int calibrationSamples, ModelComparison? comparison) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                Model = Path.GetFileName(request.ModelPath),
                request.Scheme,
                Calibration = calibration,
                CalibrationSamples = calibrationSamples,
                Weights = model.Layers.Sum(layer => layer.WeightCount),
                ClippedWeights = model.Layers.Sum(layer => layer.ClippedWeights),
                RegriddedChannels = model.Layers.Sum(layer => layer.RegriddedChannels),
                model.CalibrationSqnr,
                model.CalibrationAgreement,
                request.WithoutPasses,
                Evaluation = comparison is null ? null : Describe(comparison, request.MaxAccuracyDrop),
                PassSeconds = request.ReportTimes ? model.Times.ToDictionary(time => time.Pass, time => time.Seconds) : null,
                model.Layers,
            },
            Format);

    public static object Describe(ModelComparison comparison, double? maxAccuracyDrop) => new
    {
        Metric = comparison.Metric.Name,
        Samples = comparison.Accuracy.Count,
        SourceAccuracy = comparison.Accuracy.AccuracyA,
        TargetAccuracy = comparison.Accuracy.AccuracyB,
        comparison.Accuracy.Difference,
        comparison.Accuracy.StandardError,
        comparison.Accuracy.PValue,
        comparison.Accuracy.Better,
        comparison.Accuracy.Worse,
        comparison.Agreement,
        Sqnr = double.IsFinite(comparison.Sqnr) ? comparison.Sqnr : (double?)null,
        MaxAccuracyDrop = maxAccuracyDrop,
        Passed = maxAccuracyDrop is null || comparison.Drop <= maxAccuracyDrop,
    };
}
