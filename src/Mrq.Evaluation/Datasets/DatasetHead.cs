using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Datasets.Formats;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Datasets;

/// <summary>What the names and the first bytes of data files tell: whether they are there, what they are, and whether there are labels.</summary>
public static class DatasetHead
{
    /// <summary>Fails as loading the data, or measuring with it, would fail before the first sample. Nothing named is nothing wrong.</summary>
    /// <param name="paths">The files, as <see cref="Dataset"/> takes them.</param>
    /// <param name="metric">The metric that may need labels; null where labels are not looked at.</param>
    /// <exception cref="MrqException">
    /// <see cref="MrqCodes.FileMissing"/>, <see cref="MrqCodes.BadDataset"/>, <see cref="MrqCodes.DatasetDoesNotFit"/> for missing labels, or
    /// <see cref="MrqCodes.BadOption"/> for another number of files.
    /// </exception>
    public static void Check(IReadOnlyList<string> paths, Metric? metric)
    {
        if (paths.Count == 0)
        {
            return;
        }

        IReadOnlyList<DataFile> files = [.. paths.Select(DataFile.Parse)];
        if (!DataFormats.Of(files).HasLabels(files, metric?.Labels ?? LabelKind.None) && metric is { NeedsLabels: true })
        {
            throw DatasetErrors.WithoutLabels(metric).InFile(files[0].Path);
        }
    }
}
