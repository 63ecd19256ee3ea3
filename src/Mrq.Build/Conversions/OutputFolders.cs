namespace Mrq.Build.Conversions;

/// <summary>Where the files of a project's conversions lie, and their copies.</summary>
/// <param name="Paths">The project's folder.</param>
/// <param name="Intermediate">Where conversions write, as the project spells it.</param>
/// <param name="Output">Where copies go.</param>
/// <param name="CopyReports">Whether reports are copied, too.</param>
/// <param name="Names">How the file system compares names.</param>
internal sealed record OutputFolders(ProjectPaths Paths, string Intermediate, string Output, bool CopyReports, StringComparer Names)
{
    /// <summary>Every file that a conversion writes or that is copied of it.</summary>
    public IEnumerable<string> Written(ConversionItem item) =>
        item.Outputs().Select(output => output.Path).Append(item.RecordPath).Concat(Copies(item).Select(copy => copy.Copy));

    /// <summary>The files that are copied, each with its copy.</summary>
    public IEnumerable<(string Path, string Copy)> Copies(ConversionItem item) =>
        item.Outputs()
            .Where(output => output.Path == item.OutputPath ? item["MrqCopied"] == "true" : CopyReports || (output.Path != item.ReportPath && output.Path != item.HtmlPath))
            .Select(output => (output.Path, Paths.Absolute($"{Output}{output.TargetPath}")));

    /// <summary>A file and its copy by their place.</summary>
    public IEnumerable<string> At(string targetPath) => [Paths.Absolute($"{Intermediate}{targetPath}"), Paths.Absolute($"{Output}{targetPath}")];

    /// <summary>Whether a file lies in one of the folders.</summary>
    public bool Hold(string path) => new[] { Intermediate, Output }.Any(folder => path.StartsWith(Path.TrimEndingDirectorySeparator(Paths.Absolute(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    /// <summary>A path as a message shows it.</summary>
    public string Shown(string path) => Paths.Relative(path);
}
