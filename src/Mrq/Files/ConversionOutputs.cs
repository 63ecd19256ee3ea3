namespace Mrq.Files;

/// <summary>What a conversion is to write. Here, and nowhere else, it is told which files that will be: before anything is converted, by places alone.</summary>
/// <param name="ModelPath">The converted model's place.</param>
/// <param name="ReportPath">The JSON report's; null for none.</param>
/// <param name="PagePath">That of the report as a page; null for none.</param>
/// <param name="Exports">The other output formats.</param>
public sealed record ConversionOutputs(string ModelPath, string? ReportPath, string? PagePath, IReadOnlyList<ExportRequest> Exports)
{
    internal const string ModelRole = "the converted model";
    internal const string ReportRole = "the JSON report";
    internal const string PageRole = "the report's page";

    /// <summary>All files, with the model between what is made of it and what is told of it: of two in one place, messages name them in this order.</summary>
    public IReadOnlyList<ConversionFile> Files =>
    [
        .. Exports.SelectMany(export => export.Format.Files(export)).Select(file => new ConversionFile(FileKind.Export, file.Role, file.Path)),
        .. PagePath is null ? [] : new[] { new ConversionFile(FileKind.Page, PageRole, PagePath) },
        new ConversionFile(FileKind.Model, ModelRole, ModelPath),
        .. ReportPath is null ? [] : new[] { new ConversionFile(FileKind.Report, ReportRole, ReportPath) },
    ];

    /// <summary>Everything beside the model, by its name.</summary>
    /// <param name="place">The model's place without its extension.</param>
    /// <param name="extension">That extension.</param>
    /// <param name="formats">The other output formats.</param>
    public static ConversionOutputs Beside(string place, string extension, IEnumerable<IExport> formats) =>
        new($"{place}{extension}", ReportBeside($"{place}{extension}"), $"{place}{extension}.report.html", [.. formats.Select(format => new ExportRequest(format, $"{place}{format.Extension}"))]);

    /// <summary>The name of a model's report.</summary>
    public static string ReportBeside(string model) => $"{model}.report.json";

    /// <summary>The same files in another place.</summary>
    public ConversionOutputs Moved(Func<string, string> place) => new(
        place(ModelPath),
        ReportPath is null ? null : place(ReportPath),
        PagePath is null ? null : place(PagePath),
        [.. Exports.Select(export => export with { Path = place(export.Path) })]);
}
