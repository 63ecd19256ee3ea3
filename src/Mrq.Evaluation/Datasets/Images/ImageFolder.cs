using System.IO.Enumeration;
using Mrq.Imaging;

namespace Mrq.Evaluation.Datasets.Images;

/// <summary>The pictures below a folder, and those of them that a pattern fits: in the order of their names, which no file system and no culture changes.</summary>
internal static class ImageFolder
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

    /// <summary>Pictures by their extension. Links to folders are not followed, since they may lead in circles; what begins with '.' is no data.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="parts">A pattern of what is below it: '*' and '?' in each part, '**' for any folders; case does not matter, as in the engine's own patterns. Null for all.</param>
    public static IReadOnlyList<ImageFile> Pictures(string folder, string[]? parts = null)
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
            .. files.Where(PictureFile.IsNamedSo)
                .Select(path => new ImageFile(path, Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')))
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
