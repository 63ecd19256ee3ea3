namespace Mrq.Files;

/// <summary>A file that a conversion will write.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Role">The same as messages say it: "the JSON report".</param>
/// <param name="Path">Where it goes.</param>
public sealed record ConversionFile(FileKind Kind, string Role, string Path)
{
    /// <summary>Whether it tells of the conversion: a failed gate leaves it.</summary>
    public bool IsReport => Kind is FileKind.Report or FileKind.Page;
}
