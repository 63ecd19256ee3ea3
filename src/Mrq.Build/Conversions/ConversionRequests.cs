using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Gate;
using Mrq.Requantization;

namespace Mrq.Build.Conversions;

/// <summary>Reads the metadata of a conversion as a request.</summary>
internal static class ConversionRequests
{
    /// <summary>The request; null when a value cannot be read.</summary>
    /// <param name="item">The conversion.</param>
    /// <param name="formats">The output formats that there are.</param>
    /// <param name="cacheFolder">Where results are kept for other builds; null for nowhere.</param>
    /// <param name="ignoreBaseline">Whether the baseline is about to be written anew.</param>
    /// <param name="failures">Gets every value that cannot be read.</param>
    public static ConversionRequest? Of(ConversionItem item, OutputFormats formats, string? cacheFolder, bool ignoreBaseline, ICollection<MrqException> failures)
    {
        var (before, files) = (failures.Count, item.OutputPaths);
        Require(() => formats.Require(item.Formats), failures);
        var request = new ConversionRequest
        {
            ModelPath = item.ModelPath,
            Scheme = item.Scheme,
            SchemeFile = Value(() => item.SchemeFile?.Written(), failures),
            OutputPath = files.ModelPath,
            InputShape = Set(item, nameof(ConversionRequest.InputShape)),
            OutputFormat = item.Container?.Name,
            InterfaceLayout = Set(item, ModelContainer.LayoutOption),
            ReportPath = files.ReportPath,
            HtmlPath = files.PagePath,
            Exports = files.Exports,
            CacheDirectory = cacheFolder,
            CalibrationData = item.Data(nameof(ConversionRequest.CalibrationData)),
            EvaluationData = item.Data(nameof(ConversionRequest.EvaluationData)),
            WithoutPasses = Value(() => PassNames.LeftOutBy(item.List("MrqPasses")), failures, []),
            Analyze = Value(() => OptionNumber.Truth(nameof(ConversionRequest.Analyze), Set(item, nameof(ConversionRequest.Analyze))), failures),
            KeepGoing = Value(() => OptionNumber.Truth(nameof(ConversionRequest.KeepGoing), Set(item, nameof(ConversionRequest.KeepGoing))), failures),
            Metric = item[nameof(ConversionRequest.Metric)] is { Length: > 0 } metric ? metric : "top1",
            BaselineReport = ignoreBaseline ? null : item.BaselinePath,
            Limits = new GateLimits
            {
                MaxAccuracyDrop = Limit(item, nameof(GateLimits.MaxAccuracyDrop), "percentage points such as 0.64", failures),
                MinAccuracy = Limit(item, nameof(GateLimits.MinAccuracy), "percent such as 80", failures),
                MinAgreement = Limit(item, nameof(GateLimits.MinAgreement), "percent such as 95", failures),
                MinSqnr = Limit(item, nameof(GateLimits.MinSqnr), "dB such as 20", failures),
                Mode = Value(() => GateLimits.ParseMode(item["AccuracyGate"]), failures),
            },
            Data = InputOptions.Read(Named(item, nameof(DatasetOptions.InputMean)), Named(item, nameof(DatasetOptions.InputScale)), Named(item, nameof(DatasetOptions.InputType)), Named(item, nameof(DatasetOptions.InputPreset)), failures) with
            {
                Images = InputOptions.Images(Named(item, "ImageFit"), Named(item, "ImageCropFraction"), Named(item, "ImageResize"), Named(item, "ImageChannels"), failures),
                LabelOffset = Value(() => OptionNumber.Whole(nameof(DatasetOptions.LabelOffset), Set(item, nameof(DatasetOptions.LabelOffset))) ?? 0, failures),
            },
        };
        return failures.Count == before ? request : null;
    }

    private static decimal? Limit(ConversionItem item, string name, string example, ICollection<MrqException> failures) =>
        Value(() => OptionNumber.Limit(name, Set(item, name), example), failures);

    /// <summary>Metadata that is not set is empty.</summary>
    private static string? Set(ConversionItem item, string name) => item[name] is { Length: > 0 } text ? text : null;

    private static (string Name, string? Text) Named(ConversionItem item, string name) => (name, Set(item, name));

    private static void Require(Action check, ICollection<MrqException> failures) => Value(
        () =>
        {
            check();
            return true;
        },
        failures);

    private static T? Value<T>(Func<T> read, ICollection<MrqException> failures) => Value<T?>(() => read(), failures, default);

    private static T Value<T>(Func<T> read, ICollection<MrqException> failures, T otherwise)
    {
        try
        {
            return read();
        }
        catch (MrqException error)
        {
            failures.Add(error);
            return otherwise;
        }
    }
}
