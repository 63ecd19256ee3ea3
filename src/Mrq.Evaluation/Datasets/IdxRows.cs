namespace Mrq.Evaluation.Datasets;

/// <summary>Rows of an IDX file that stay in it.</summary>
/// <param name="path">The file.</param>
/// <param name="header">What its head says of the elements.</param>
/// <param name="start">Where they begin.</param>
internal sealed class IdxRows(string path, NpyHeader header, long start) : IStoredRows
{
    private readonly int _length = header.DataLength / header.Shape[0];

    public IEnumerable<ArrayRow> Rows(SampleRange range)
    {
        if (range.Count == 0)
        {
            yield break;
        }

        using var file = DatasetFile.Open(path);
        file.Position = start + ((long)range.First * _length);
        for (var i = range.First; i < range.End; i++)
        {
            var row = ArrayRow.Rent(i, _length, out var data);
            try
            {
                DatasetFile.ReadExactly(file, data, path);
            }
            catch
            {
                row.Dispose();
                throw;
            }

            NpyLayout.Normalize(header, data);
            yield return row;
        }
    }
}
