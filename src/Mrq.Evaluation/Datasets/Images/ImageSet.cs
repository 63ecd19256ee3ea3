using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Datasets.Formats;
using Mrq.Imaging;

namespace Mrq.Evaluation.Datasets.Images;

/// <summary>Pictures as a user names them: files, folders, patterns, or a table of them; and where their labels and the names of classes are.</summary>
/// <param name="Files">At least one.</param>
/// <param name="Labels">The file of labels; null where folders name the classes, if anything does.</param>
/// <param name="Classes">The file that says which index a class has; null for none.</param>
/// <param name="Source">What was named first, for errors.</param>
internal sealed record ImageSet(ImmutableArray<ImageFile> Files, string? Labels, string? Classes, string Source)
{
    private const string ClassesName = "classes";
    private const string LabelsInFolder = "labels.csv";

    /// <summary>Files in a folder of pictures that list the classes.</summary>
    private static readonly string[] ClassesInFolder = ["labels.txt", "classes.txt", "synsets.txt"];

    /// <summary>Whether a path stands for pictures.</summary>
    public static bool IsSource(string path) => ImageFolder.IsPattern(path) || PictureFile.IsNamedSo(path) || RawFolder.IsFolderWithoutTable(path) || IsTable(path);

    /// <summary>The set that some files are, of which the first one stands for pictures.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/> where there is no picture, <see cref="MrqCodes.BadOption"/> for a file of no use.</exception>
    public static ImageSet Of(IReadOnlyList<DataFile> files)
    {
        var (labels, classes, pictures) = ((string?)null, (string?)null, new List<ImageFile>());
        foreach (var file in files)
        {
            if (file.Name is { } name && (InputNames.IsLabels(name) || IsClasses(name)))
            {
                (labels, classes) = InputNames.IsLabels(name) ? (file.Path, classes) : (labels, file.Path);
            }
            else if (IsSource(file.Path))
            {
                pictures.AddRange(PicturesOf(file.Path));
                labels ??= IsTable(file.Path) ? file.Path : InFolder(file.Path, LabelsInFolder);
                classes ??= InFolder(file.Path, ClassesInFolder);
            }
            else
            {
                labels = labels is null ? file.Path : throw Unclear(file.Path);
            }
        }

        return pictures.Count > 0
            ? new ImageSet([.. pictures], labels, classes, files[0].Path)
            : throw new MrqException(MrqCodes.FileMissing, "There is no picture (.jpg, .png, .bmp); correct the path.", new MrqPlace(files[0].Path));
    }

    /// <summary>All files that one path stands for and that are there: pictures first.</summary>
    public static IReadOnlyList<string> FilesOf(string path) =>
    [
        .. PicturesOf(path).Select(file => file.Path).Where(file => PictureFile.IsNamedSo(path) || File.Exists(file)),
        .. IsTable(path) ? [path] : ClassesInFolder.Prepend(LabelsInFolder).Select(name => InFolder(path, name)).OfType<string>(),
    ];

    public static bool IsClasses(string name) => name.Equals(ClassesName, StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<ImageFile> PicturesOf(string path)
    {
        if (ImageFolder.IsPattern(path))
        {
            var (folder, parts) = ImageFolder.Split(path);
            return ImageFolder.Pictures(folder, parts);
        }

        return Directory.Exists(path) ? ImageFolder.Pictures(path)
            : PictureFile.IsNamedSo(path) ? [new ImageFile(path, Path.GetFileName(path))]
            : [.. ImageTable.Read(path).Select(row => new ImageFile(Path.Combine(Path.GetDirectoryName(path) ?? "", row.File), row.File))];
    }

    private static bool IsTable(string path) => Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase) && ImageTable.NamesPictures(path);

    private static string? InFolder(string path, params ReadOnlySpan<string> names)
    {
        var folder = ImageFolder.IsPattern(path) ? ImageFolder.Split(path).Folder : path;
        foreach (var name in names)
        {
            if (File.Exists(Path.Combine(folder, name)))
            {
                return Path.Combine(folder, name);
            }
        }

        return null;
    }

    private static MrqException Unclear(string path) =>
        new(MrqCodes.BadOption, "It is not clear what this file of the data is for; pictures take one file of labels (labels=PATH) and one of classes (classes=PATH).", new MrqPlace(path));
}
