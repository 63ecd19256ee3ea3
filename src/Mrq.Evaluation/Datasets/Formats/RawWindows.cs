namespace Mrq.Evaluation.Datasets.Formats;

/// <summary>Raw samples that stay in their files: one in each, or overlapping windows of it.</summary>
/// <param name="paths">The files in the order of their samples.</param>
/// <param name="files">What each holds.</param>
/// <param name="length">Bytes of a sample.</param>
internal sealed class RawWindows(string[] paths, RawFile[] files, int length) : IStoredRows
{
    public IEnumerable<ArrayRow> Rows(SampleRange range)
    {
        for (var (i, start) = (0, 0); i < paths.Length && start < range.End; start += files[i++].Windows)
        {
            var (first, end) = (Math.Max(0, range.First - start), Math.Min(files[i].Windows, range.End - start));
            if (first >= end)
            {
                continue;
            }

            using var file = DatasetFile.Open(paths[i]);
            for (var window = (long)first; window < end; window++)
            {
                var row = ArrayRow.Rent(start + (int)window, length, out var data);
                try
                {
                    file.Position = window * files[i].Stride;
                    DatasetFile.ReadExactly(file, data, paths[i]);
                }
                catch
                {
                    row.Dispose();
                    throw;
                }

                yield return row;
            }
        }
    }
}

/// <summary>What a file of raw samples holds.</summary>
/// <param name="Windows">How many samples.</param>
/// <param name="Stride">Bytes from the start of one to that of the next.</param>
internal readonly record struct RawFile(int Windows, int Stride);
