using System.IO.Enumeration;

namespace Mrq.Evaluation.Datasets.Media;

/// <summary>The files of a kind below a folder, and those of them that a pattern fits: in the order of their names, which no file system and no culture changes.</summary>
internal static class MediaFolder
{
    private static readonly char[] Wildcards = ['*', '?'];

    /// <summary>Whether a path is a pattern. A file or folder that is named so is none.</summary>
    public static bool IsPattern(string path) => path.IndexOfAny(Wildcards) >= 0 && !Path.Exists(path);

    /// <summary>The folder of a pattern: all in front of the first part with a wildcard.</summary>
    public static (string Folder, string[] Parts) Split(string pattern)
    {
        var parts = pattern.Split('/', Path.DirectorySeparatorChar);
        var first = Array.FindIndex(parts, part => part.IndexOfAny(Wildcards) >= 0);
        var folder = string.Join('/', parts[..first]);
        return (folder.Length > 0 ? folder : first > 0 ? "/" : ".", parts[first..]);
    }

    /// <summary>The files of a kind that a folder or a pattern stands for.</summary>
    public static IReadOnlyList<MediaFile> FilesOf(string path, MediaKind kind)
    {
        if (!IsPattern(path))
        {
            return Files(path, kind);
        }

        var (folder, parts) = Split(path);
        return Files(folder, kind, parts);
    }

    /// <summary>Files by their extension. Links to folders are not followed, since they may lead in circles; what begins with '.' is no data.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="kind">What they are.</param>
    /// <param name="parts">A pattern of what is below it: '*' and '?' in each part, '**' for any folders; case does not matter, as in the engine's own patterns. Null for all.</param>
    private static IReadOnlyList<MediaFile> Files(string folder, MediaKind kind, string[]? parts = null)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None };
        var files = new FileSystemEnumerable<string>(folder, (ref entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && entry.FileName[0] != '.',
            ShouldRecursePredicate = (ref entry) => entry.FileName[0] != '.' && (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };
        return
        [
            .. files.Where(kind.IsNamedSo)
                .Select(path => new MediaFile(path, Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')))
                .Where(file => parts is null || Fits(file.Name.Split('/'), parts))
                .OrderBy(file => file.Name, StringComparer.Ordinal),
        ];
    }

    private static bool Fits(ReadOnlySpan<string> names, ReadOnlySpan<string> parts)
    {
        if (parts.IsEmpty || parts is ["**"])
        {
            return parts.IsEmpty ? names.IsEmpty : names.Length > 0;
        }

        return parts[0] == "**"
            ? Fits(names, parts[1..]) || (names.Length > 0 && Fits(names[1..], parts))
            : names.Length > 0 && FileSystemName.MatchesSimpleExpression(parts[0], names[0], ignoreCase: true) && Fits(names[1..], parts[1..]);
    }
}
