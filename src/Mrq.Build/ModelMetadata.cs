using Mrq.Build.Conversions;
using Mrq.Core.Diagnostics;

namespace Mrq.Build;

/// <summary>The metadata of MrqModel items, and which of them somebody may have meant.</summary>
internal static class ModelMetadata
{
    /// <summary>Shorter names are parts of too many words.</summary>
    private const int ShortestPart = 8;

    /// <summary>What is said of the conversion itself.</summary>
    public static IReadOnlyList<string> Own { get; } =
    [
        "TargetScheme", "CalibrationData", "EvaluationData", "Metric", "MaxAccuracyDrop", "MinAccuracy", "MinAgreement", "MinSqnr", "AccuracyGate",
        "BaselineReport", "InputMean", "InputScale", "InputType", "InputPreset", "ImageFit", "ImageCropFraction", "ImageResize", "ImageChannels", "InputShape", "LabelOffset", "MrqPasses", "KeepGoing", "Analyze", "Precision", "MaxWideOperators", "MaxWideShare", "OutputFormat", "EmbedAs", "Link",
    ];

    /// <summary>All of it, with the options of output formats, as docs/items.md lists them; a test holds the two together.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Own, .. new OutputFormats(ExportFormats.All).Options];

    /// <summary>The name that an unknown one resembles: part of it, or few letters away. Null for a known name and for one like none.</summary>
    public static string? Meant(string name) =>
        Names.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? null
            : Names.Where(known => IsPart(name, known) || EditDistance.Between(name, known) <= Slips(known)).MinBy(known => EditDistance.Between(name, known));

    private static bool IsPart(string name, string known) =>
        Math.Min(name.Length, known.Length) >= ShortestPart && (known.Contains(name, StringComparison.OrdinalIgnoreCase) || name.Contains(known, StringComparison.OrdinalIgnoreCase));

    private static int Slips(string known) => known.Length < 6 ? 1 : Math.Max(2, known.Length / 5);
}
