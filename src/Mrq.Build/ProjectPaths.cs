namespace Mrq.Build;

/// <summary>Paths as a project file writes them: relative to the project's folder, with either slash.</summary>
/// <param name="directory">The project's folder.</param>
internal sealed class ProjectPaths(string directory)
{
    public string Absolute(string path) => Path.GetFullPath(OperatingSystem.IsWindows() ? path : path.Replace('\\', '/'), directory);

    public string? AbsoluteOrNull(string path) => path.Length > 0 ? Absolute(path) : null;

    /// <summary>A path as the project would write it.</summary>
    public string Relative(string path) => Path.GetRelativePath(directory, path);
}
