using System.Globalization;
using Mrq.Evaluation.Datasets;

namespace Mrq;

/// <summary>Every option of a conversion as reports list it: files by name alone, so that reports of two machines are equal.</summary>
internal static class RequestOptions
{
    public static IReadOnlyList<(string Name, string Value)> Of(ConversionRequest request) =>
    [
        ("TargetScheme", request.Scheme),
        ("CalibrationData", Files(request.CalibrationData)),
        ("EvaluationData", Files(request.EvaluationData)),
        ("InputMean", request.Data.InputMean?.ToString() ?? ""),
        ("InputScale", request.Data.InputScale?.ToString() ?? ""),
        ("InputType", request.Data.InputType?.ToString().ToLowerInvariant() ?? ""),
        ("InputPreset", request.Data.InputPreset is { } preset ? InputPresets.NameOf(preset) : ""),
        ("ImageFit", ImageNames.Of(request.Data.Images.Fit)),
        ("ImageCropFraction", Number(request.Data.Images.CropFraction)),
        ("ImageResize", ImageNames.Of(request.Data.Images.Resize)),
        ("ImageChannels", ImageNames.Of(request.Data.Images.Channels)),
        ("LabelOffset", request.Data.LabelOffset.ToString(CultureInfo.InvariantCulture)),
        ("Metric", request.Metric),
        .. AllLimits(request),
        ("AccuracyGate", request.Limits.Mode.ToString()),
        ("WithoutPasses", string.Join("; ", request.WithoutPasses)),
        ("KeepGoing", request.KeepGoing ? "true" : "false"),
        ("Analyze", request.Analyze ? "true" : "false"),
        ("Precision", request.Precision.IsAuto ? "auto" : "uniform"),
        ("MaxWideOperators", Number(request.Precision.MaxWideOperators)),
        ("MaxWideShare", request.Precision.IsAuto ? Number(request.Precision.MaxWideShare ?? (request.Precision.MaxWideOperators is null ? PrecisionOptions.UsualWideShare : null)) : ""),
        ("BaselineReport", Files(request.BaselineReport is { } baseline ? [baseline] : [])),
    ];

    /// <summary>The limits of the gate that are set.</summary>
    public static IReadOnlyList<(string Name, string Value)> Limits(ConversionRequest request) => [.. AllLimits(request).Where(limit => limit.Value.Length > 0)];

    private static IEnumerable<(string Name, string Value)> AllLimits(ConversionRequest request) =>
    [
        ("MaxAccuracyDrop", Number(request.Limits.MaxAccuracyDrop)),
        ("MinAccuracy", Number(request.Limits.MinAccuracy)),
        ("MinAgreement", Number(request.Limits.MinAgreement)),
        ("MinSqnr", Number(request.Limits.MinSqnr)),
    ];

    private static string Files(IReadOnlyList<string> paths) => string.Join("; ", paths.Select(path => DataFile.Parse(path).At(file => Path.GetFileName(file.TrimEnd('/', '\\')))));

    private static string Number(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";
}
