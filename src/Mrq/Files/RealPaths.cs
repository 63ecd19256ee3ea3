namespace Mrq.Files;

/// <summary>
/// Absolute paths with every symbolic link on the way followed, so that two spellings of one file become one. What does not exist yet
/// is looked for in the folder that it will be in.
/// </summary>
internal sealed class RealPaths
{
    /// <summary>As many as Linux follows; a circle of links ends here.</summary>
    private const int MostLinks = 40;

    /// <summary>Thousands of samples lie in one folder.</summary>
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);

    public string Of(string path) => Follow(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), MostLinks);

    private string Follow(string path, int links)
    {
        if (Path.GetDirectoryName(path) is not { } folder)
        {
            return path;
        }

        if (!_folders.TryGetValue(folder, out var realFolder))
        {
            _folders[folder] = realFolder = Follow(folder, links);
        }

        var real = Path.Combine(realFolder, Path.GetFileName(path));
        return links > 0 && TargetOf(real) is { } target ? Follow(Path.TrimEndingDirectorySeparator(Path.GetFullPath(target, realFolder)), links - 1) : real;
    }

    private static string? TargetOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What cannot be looked at cannot be written either, which whoever writes it says.
            return null;
        }
    }
}
