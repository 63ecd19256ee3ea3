using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets;

/// <summary>Files that decide a dataset without being named by its user.</summary>
public static class DatasetFiles
{
    /// <summary>The raw samples that a table names, in its order; empty for any other file and for a table that cannot be read.</summary>
    public static IReadOnlyList<string> NamedBy(string path)
    {
        if (!Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        try
        {
            return [.. LabelTable.Read(path).Select(row => Path.Combine(Path.GetDirectoryName(path) ?? "", row.File))];
        }
        catch (MrqException)
        {
            // Whoever loads the data reports it.
            return [];
        }
    }
}
