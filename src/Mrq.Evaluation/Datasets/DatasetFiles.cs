using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets;

/// <summary>Files that decide a dataset without being named by its user.</summary>
public static class DatasetFiles
{
    /// <summary>All files that are read for a path of data: a table or its folder stands for the table and the samples that it names.</summary>
    public static IReadOnlyList<string> Of(string path)
    {
        if (!RawFolder.Recognizes([path]))
        {
            return [path];
        }

        var table = RawFolder.TableOf(path);
        return [table, .. NamedBy(table)];
    }

    /// <summary>The raw samples that a table names, in its order; empty for a table that cannot be read.</summary>
    private static IReadOnlyList<string> NamedBy(string path)
    {
        try
        {
            return [.. LabelTable.Read(path).Select(row => Path.Combine(Path.GetDirectoryName(path) ?? "", row.File)).Distinct()];
        }
        catch (MrqException)
        {
            // Whoever loads the data reports it.
            return [];
        }
    }
}
