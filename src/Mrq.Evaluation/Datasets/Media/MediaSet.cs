using System.Collections.Immutable;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets.Media;

/// <summary>Pictures or sounds as a user names them: files, folders, patterns, or a table of them; and where their labels and the names of classes are.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Files">At least one.</param>
/// <param name="Labels">The file of labels; null where folders name the classes, if anything does.</param>
/// <param name="Classes">The file that says which index a class has; null for none.</param>
/// <param name="Source">The path that stands for the files, the first of several, for errors.</param>
internal sealed record MediaSet(MediaKind Kind, ImmutableArray<MediaFile> Files, string? Labels, string? Classes, string Source)
{
    private const string ClassesName = "classes";
    private const string LabelsInFolder = "labels.csv";

    /// <summary>Files in a folder of pictures or sounds that list the classes.</summary>
    private static readonly string[] ClassesInFolder = ["labels.txt", "classes.txt", "synsets.txt"];

    /// <summary>The set that some files are, of which one stands for files of a kind.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/> where there is none, <see cref="MrqCodes.BadOption"/> for a file of no use.</exception>
    public static MediaSet Of(IReadOnlyList<DataFile> files, MediaKind kind)
    {
        var (source, labels, classes, found) = ((string?)null, (string?)null, (string?)null, new List<MediaFile>());
        foreach (var file in files)
        {
            if (file.Name is { } name && (InputNames.IsLabels(name) || IsClasses(name)))
            {
                (labels, classes) = InputNames.IsLabels(name) ? (file.Path, classes) : (labels, file.Path);
            }
            else if (MediaKind.Of(file.Path) == kind)
            {
                source ??= file.Path;
                found.AddRange(MediaOf(file.Path, kind));
                labels ??= MediaKind.IsTable(file.Path) ? file.Path : InFolder(file.Path, LabelsInFolder);
                classes ??= InFolder(file.Path, ClassesInFolder);
            }
            else
            {
                labels = labels is null ? file.Path : throw Unclear(file.Path, kind);
            }
        }

        return found.Count > 0
            ? new MediaSet(kind, [.. found], labels, classes, source!)
            : throw new MrqException(MrqCodes.FileMissing, $"There is no {kind.Noun} ({kind.Extensions}); correct the path.", new MrqPlace(files[0].Path));
    }

    /// <summary>All files that one path stands for and that are there: pictures or sounds first.</summary>
    public static IReadOnlyList<string> FilesOf(string path, MediaKind kind) =>
    [
        .. MediaOf(path, kind).Select(file => file.Path).Where(file => kind.IsNamedSo(path) || File.Exists(file)),
        .. MediaKind.IsTable(path) ? [path] : ClassesInFolder.Prepend(LabelsInFolder).Select(name => InFolder(path, name)).OfType<string>(),
    ];

    public static bool IsClasses(string name) => name.Equals(ClassesName, StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<MediaFile> MediaOf(string path, MediaKind kind) =>
        MediaFolder.IsPattern(path) || Directory.Exists(path) ? MediaFolder.FilesOf(path, kind)
        : kind.IsNamedSo(path) ? [new MediaFile(path, Path.GetFileName(path))]
        : [.. MediaTable.Read(path, kind).Select(row => new MediaFile(Path.Combine(Path.GetDirectoryName(path) ?? "", row.File), row.File))];

    private static string? InFolder(string path, params ReadOnlySpan<string> names)
    {
        var folder = MediaFolder.IsPattern(path) ? MediaFolder.Split(path).Folder : path;
        foreach (var name in names)
        {
            if (File.Exists(Path.Combine(folder, name)))
            {
                return Path.Combine(folder, name);
            }
        }

        return null;
    }

    private static MrqException Unclear(string path, MediaKind kind) =>
        new(MrqCodes.BadOption, $"It is not clear what this file of the data is for; {kind.Noun}s take one file of labels (labels=PATH) and one of classes (classes=PATH).", new MrqPlace(path));
}
