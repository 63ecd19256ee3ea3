using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Gate;
using Mrq.Requantization;

namespace Mrq;

/// <summary>What is said of a conversion in names and texts: as metadata of a project's item, or in a sweep's definition.</summary>
public static class ConversionMetadata
{
    /// <summary>The members of a request that <see cref="Read"/> sets, by their names; files are set by whoever knows what they are relative to.</summary>
    public static IReadOnlyList<string> Values { get; } =
    [
        "Metric", "MaxAccuracyDrop", "MinAccuracy", "MinAgreement", "MinSqnr", "AccuracyGate", "InputMean", "InputScale", "InputType", "InputPreset", "ImageFit", "ImageCropFraction", "ImageResize", "ImageChannels", "InputShape", "LabelOffset",
        "MrqPasses", "KeepGoing", "Analyze", "Precision", "MaxWideOperators", "MaxWideShare", ModelContainer.LayoutOption,
    ];

    /// <summary>A request with all values set.</summary>
    /// <param name="files">The request of files alone.</param>
    /// <param name="text">The text of a name; empty where it is not set.</param>
    /// <param name="list">The same of a list.</param>
    /// <param name="failures">Gets every value that cannot be read.</param>
    public static ConversionRequest Read(ConversionRequest files, Func<string, string> text, Func<string, IReadOnlyList<string>> list, ICollection<MrqException> failures) => files with
    {
        InputShape = Set(text, nameof(ConversionRequest.InputShape)),
        InterfaceLayout = Set(text, ModelContainer.LayoutOption),
        WithoutPasses = Value(() => PassNames.LeftOutBy(list("MrqPasses")), failures, []),
        KeepGoing = Value(() => OptionNumber.Truth(nameof(ConversionRequest.KeepGoing), Set(text, nameof(ConversionRequest.KeepGoing))), failures, false),
        Analyze = Value(() => OptionNumber.Truth(nameof(ConversionRequest.Analyze), Set(text, nameof(ConversionRequest.Analyze))), failures, false),
        Precision = PrecisionOptions.Read(Named(text, nameof(ConversionRequest.Precision)), Named(text, nameof(PrecisionOptions.MaxWideOperators)), Named(text, nameof(PrecisionOptions.MaxWideShare)), failures),
        Metric = Set(text, nameof(ConversionRequest.Metric)) ?? "top1",
        Limits = new GateLimits
        {
            MaxAccuracyDrop = Limit(text, nameof(GateLimits.MaxAccuracyDrop), "percentage points such as 0.64", failures),
            MinAccuracy = Limit(text, nameof(GateLimits.MinAccuracy), "percent such as 80", failures),
            MinAgreement = Limit(text, nameof(GateLimits.MinAgreement), "percent such as 95", failures),
            MinSqnr = Limit(text, nameof(GateLimits.MinSqnr), "dB such as 20", failures),
            Mode = Value(() => GateLimits.ParseMode(text("AccuracyGate")), failures, default),
        },
        Data = InputOptions.Read(Named(text, nameof(DatasetOptions.InputMean)), Named(text, nameof(DatasetOptions.InputScale)), Named(text, nameof(DatasetOptions.InputType)), Named(text, nameof(DatasetOptions.InputPreset)), failures) with
        {
            Images = InputOptions.Images(Named(text, "ImageFit"), Named(text, "ImageCropFraction"), Named(text, "ImageResize"), Named(text, "ImageChannels"), failures),
            LabelOffset = Value(() => OptionNumber.Whole(nameof(DatasetOptions.LabelOffset), Set(text, nameof(DatasetOptions.LabelOffset))) ?? 0, failures, 0),
        },
    };

    private static decimal? Limit(Func<string, string> text, string name, string example, ICollection<MrqException> failures) =>
        Value(() => OptionNumber.Limit(name, Set(text, name), example), failures, null);

    private static string? Set(Func<string, string> text, string name) => text(name) is { Length: > 0 } value ? value : null;

    private static (string Name, string? Text) Named(Func<string, string> text, string name) => (name, Set(text, name));

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
