using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Mrq.Build.Outcomes;
using Mrq.Files;

namespace Mrq.Build.Conversions;

/// <summary>
/// The files of a project's conversions as items, each with metadata that says what becomes of it. The targets copy, embed, pack and clean by this
/// metadata alone, and know no format.
/// </summary>
/// <param name="copyReports">Whether reports are copied.</param>
/// <param name="packagePath">Where copied files go in a package of the project.</param>
internal sealed class FileItems(bool copyReports, string packagePath)
{
    /// <summary>Every file that a conversion writes.</summary>
    public IEnumerable<ITaskItem> Of(ConversionItem item) => [.. item.Places().Select(place => Of(item, place.File)), Of(item.Record, "Record", item)];

    /// <summary>The definition of a scheme of one's own, which conversions read from a file.</summary>
    public static ITaskItem OfScheme(string intermediate, string scheme) => Of(SchemeDefinitionFile.Place(intermediate, scheme), "Scheme", null);

    /// <summary>The page over all conversions, which is copied as their reports are.</summary>
    public ITaskItem OfIndex(string intermediate) => Of(
        $"{intermediate}{IndexFile.Place}",
        "Index",
        null,
        "TargetPath", IndexFile.Place,
        "CopyToOutputDirectory", copyReports ? "PreserveNewest" : "",
        "CopyToPublishDirectory", copyReports ? "Never" : "");

    private TaskItem Of(ConversionItem item, ConversionFile file)
    {
        var isCopied = item.IsCopied(file, copyReports);
        return Of(
            item.Intermediate(file.Path),
            file.Kind.ToString(),
            item,
            "TargetPath", file.Path,
            "CopyToOutputDirectory", isCopied ? "PreserveNewest" : "",
            "CopyToPublishDirectory", !isCopied ? "" : file.IsReport ? "Never" : "Always",
            "PackagePath", isCopied && !file.IsReport ? PackagePath(file.Path) : "",
            "LogicalName", file.Kind == FileKind.Model ? item["EmbedAs"] : "",
            "ReportPath", file.Kind == FileKind.Model ? item.Intermediate(item.Outputs.ReportPath!) : "",
            "BaselineReport", file.Kind == FileKind.Report ? item["BaselineReport"] : "");
    }

    private static TaskItem Of(string path, string kind, ConversionItem? item, params ReadOnlySpan<string> metadata) =>
        EngineItem.Of(path, ["Kind", kind, "SourceModel", item?.Model ?? "", "TargetScheme", item?.Scheme ?? "", .. metadata]);

    /// <summary>The folder of a file there, with one '/' between parts and at its end: what a consumer copies would not match anything else.</summary>
    private string PackagePath(string place)
    {
        var folder = $"{packagePath}/{Path.GetDirectoryName(place)}/".Replace('\\', '/');
        for (var before = ""; before != folder;)
        {
            (before, folder) = (folder, folder.Replace("//", "/", StringComparison.Ordinal));
        }

        return folder;
    }
}
