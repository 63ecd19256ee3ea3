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
        item.Places().Select(output => output.Path).Append(item.RecordPath).Concat(Copied(item).Select(CopyOf));

    /// <summary>The outputs that are copied.</summary>
    public IEnumerable<OutputPlace> Copied(ConversionItem item) => item.Places().Where(output => item.IsCopied(output.File, CopyReports));

    /// <summary>Where an output is copied to.</summary>
    public string CopyOf(OutputPlace output) => Paths.Absolute($"{Output}{output.TargetPath}");

    /// <summary>A file and its copy by their place.</summary>
    public IEnumerable<string> At(string targetPath) => [Paths.Absolute($"{Intermediate}{targetPath}"), Paths.Absolute($"{Output}{targetPath}")];

    /// <summary>Whether a file lies in one of the folders.</summary>
    public bool Hold(string path) => new[] { Intermediate, Output }.Any(folder => path.StartsWith(Path.TrimEndingDirectorySeparator(Paths.Absolute(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    /// <summary>A path as a message shows it.</summary>
    public string Shown(string path) => Paths.Relative(path);
}
