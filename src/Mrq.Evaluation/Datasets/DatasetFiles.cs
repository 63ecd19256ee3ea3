using Mrq.Evaluation.Datasets.Formats;
using Mrq.Evaluation.Datasets.Media;

namespace Mrq.Evaluation.Datasets;

/// <summary>Files that decide a dataset without being named by its user.</summary>
public static class DatasetFiles
{
    /// <summary>Whether a path stands for other files than itself.</summary>
    public static bool IsTable(string path) => RawFolder.IsTable(path) || MediaFolder.IsPattern(path);

    /// <summary>The same files, each with its path below what the user named: a file's folder may be its class.</summary>
    public static IReadOnlyList<(string Name, string Path)> Named(string text)
    {
        var path = DataFile.Parse(text).Path;
        var folder = Directory.Exists(path) ? path : MediaFolder.IsPattern(path) ? MediaFolder.Split(path).Folder : Path.GetDirectoryName(Path.GetFullPath(path))!;
        return [.. Of(text).Select(file => (Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'), file))];
    }

    /// <summary>All files that are read for one that a user names: a table or its folder stands for the table and the samples that it names, a folder or pattern of pictures or sounds for these.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var file = DataFile.Parse(text);
        if (file.Name is not null && InputNames.IsLabels(file.Name) && Directory.Exists(file.Path))
        {
            return [.. MediaFolder.FilesOf(file.Path, MediaKind.Pictures).Select(mask => mask.Path)];
        }

        return DataFormats.Of([file]).FilesOf(file.Path);
    }
}
