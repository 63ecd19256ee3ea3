using Mrq.Evaluation.Datasets.Formats;

namespace Mrq.Evaluation.Datasets;

/// <summary>Files that decide a dataset without being named by its user.</summary>
public static class DatasetFiles
{
    /// <summary>Whether a path stands for other files than itself.</summary>
    public static bool IsTable(string path) => RawFolder.IsTable(path);

    /// <summary>All files that are read for one that a user names: a table or its folder stands for the table and the samples that it names.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var file = DataFile.Parse(text);
        return DataFormats.Of([file]).FilesOf(file.Path);
    }
}
