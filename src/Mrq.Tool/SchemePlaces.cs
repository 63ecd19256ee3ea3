using Mrq.Core.Diagnostics;

namespace Mrq.Tool;

/// <summary>Where files go when a model is converted to several schemes: a place that the user names has the scheme's name in it.</summary>
internal static class SchemePlaces
{
    /// <summary>What stands for the scheme's name.</summary>
    public const string SchemePart = "{scheme}";

    /// <summary>A place as it is for one scheme.</summary>
    public static string Of(string place, string scheme) => place.Replace(SchemePart, scheme, StringComparison.Ordinal);

    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> with each place that several conversions would write.</exception>
    public static void RequireDistinct(IEnumerable<ConversionRequest> requests)
    {
        List<string> shared = [.. requests.SelectMany(request => Written(request).Distinct()).CountBy(place => place).Where(place => place.Value > 1).Select(place => $"'{place.Key}'")];
        if (shared.Count > 0)
        {
            throw new MrqException(MrqCodes.BadOption, $"several schemes would write {string.Join(", ", shared)}; write {SchemePart} into {(shared.Count > 1 ? "these places" : "this place")}, which stands for the scheme's name.");
        }
    }

    private static IEnumerable<string> Written(ConversionRequest request) =>
        new[] { request.OutputPath, request.ReportPath, request.HtmlPath }.Concat(request.Exports.Select(export => export.Path)).OfType<string>();
}
