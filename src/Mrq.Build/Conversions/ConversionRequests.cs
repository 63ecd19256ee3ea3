using Mrq.Core.Diagnostics;

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
            OutputFormat = item.Container?.Name,
            ReportPath = files.ReportPath,
            HtmlPath = files.PagePath,
            Exports = files.Exports,
            CacheDirectory = cacheFolder,
            CalibrationData = item.Data(nameof(ConversionRequest.CalibrationData)),
            EvaluationData = item.Data(nameof(ConversionRequest.EvaluationData)),
            BaselineReport = ignoreBaseline ? null : item.BaselinePath,
        };
        request = ConversionMetadata.Read(request, name => item[name], item.List, failures);
        return failures.Count == before ? request : null;
    }

    private static void Require(Action check, ICollection<MrqException> failures) => Value<object>(
        () =>
        {
            check();
            return failures;
        },
        failures);

    private static T? Value<T>(Func<T?> read, ICollection<MrqException> failures)
        where T : class
    {
        try
        {
            return read();
        }
        catch (MrqException error)
        {
            failures.Add(error);
            return null;
        }
    }
}
