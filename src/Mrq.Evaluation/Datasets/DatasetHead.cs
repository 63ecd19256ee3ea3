using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Datasets;

/// <summary>What the names and the first bytes of data files tell: whether they are there, what they are, and whether there are labels.</summary>
public static class DatasetHead
{
    /// <summary>Fails as loading the data, or measuring with it, would fail before the first sample. Nothing named is nothing wrong.</summary>
    /// <param name="paths">The files, as <see cref="Dataset.Load"/> takes them.</param>
    /// <param name="metric">The metric that may need labels; null where labels are not looked at.</param>
    /// <exception cref="MrqException">
    /// <see cref="MrqCodes.FileMissing"/>, <see cref="MrqCodes.BadDataset"/>, <see cref="MrqCodes.DatasetDoesNotFit"/> for missing labels, or
    /// <see cref="MrqCodes.BadOption"/> for another number of files.
    /// </exception>
    public static void Check(IReadOnlyList<string> paths, Metric? metric)
    {
        if (paths.Count > 0 && !HasLabels(paths) && metric is { NeedsLabels: true })
        {
            throw MetricEvaluator.WithoutLabels(metric).InFile(paths[0]);
        }
    }

    private static bool HasLabels(IReadOnlyList<string> paths)
    {
        if (RawFolder.Recognizes(paths))
        {
            var table = RawFolder.TableOf(paths[0]);
            foreach (var row in LabelTable.Read(table))
            {
                DatasetFile.LengthOf(Path.Combine(Path.GetDirectoryName(table) ?? "", row.File));
            }

            return true;
        }

        if (CifarFiles.Recognizes(paths))
        {
            foreach (var path in paths)
            {
                DatasetFile.LengthOf(path);
            }

            return true;
        }

        if (paths.Count > 2)
        {
            throw Dataset.WrongNumber();
        }

        return paths.Count == 1
            ? NumpyFile.Open(paths[0], static (_, _) => false, static archive => new DatasetArrays(archive).Choose().Labels is not null)
            : paths.All(path => NumpyFile.Open(path, static (_, _) => true, static _ => throw Dataset.ArchiveOfTwo()));
    }
}
