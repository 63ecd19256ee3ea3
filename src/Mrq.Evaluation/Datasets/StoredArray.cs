using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets;

/// <summary>
/// An array that stays in its file: its rows are read, or inflated, one after the other each time they are asked for, so that a dataset may be
/// larger than memory.
/// </summary>
/// <param name="path">A .npy file, or a .npz archive.</param>
/// <param name="entry">The array's name in the archive; null for a .npy file.</param>
/// <param name="header">What the file said of the array: rows in C order.</param>
internal sealed class StoredArray(string path, string? entry, NpyHeader header) : IStoredRows
{
    /// <summary>Smaller arrays are held in memory.</summary>
    public const int SmallestLength = 1 << 22;

    private readonly int _rows = header.Shape[0];
    private readonly int _rowLength = header.Shape[0] == 0 ? 0 : header.DataLength / header.Shape[0];

    /// <summary>Whether an array is large and its rows lie one after the other.</summary>
    public static bool Serves(NpyHeader header) => header.DataLength >= SmallestLength && header.Shape.Rank > 1 && !header.IsFortranOrder;

    /// <summary>
    /// Rows in order. What a read meets that the first one did not, a file that changed since, is an error with the file's name. Whether length and
    /// checksum are right, all rows tell together.
    /// </summary>
    public IEnumerable<ArrayRow> Rows(SampleRange range)
    {
        if (range.Count == 0)
        {
            yield break;
        }

        var (file, archive, stream) = Open();
        using (file)
        using (archive)
        using (stream)
        {
            var crc = Crc32.Append(0, header.Prefix.Span);
            var rows = range.First == 0 ? stream : Skip(file, archive, stream, range.First);
            for (var i = range.First; i < range.End; i++)
            {
                yield return ReadRow(rows, i, ref crc);
            }

            if (range == new SampleRange(0, _rows))
            {
                RequireEnd(stream, archive, crc);
            }
        }
    }

    /// <summary>Reads all rows once, for what is wrong with the file; where some alone are wanted, whoever reads these finds what is wrong with them.</summary>
    public StoredArray Validated(SampleRange? range)
    {
        if (range is null)
        {
            foreach (var row in Rows(new SampleRange(0, _rows)))
            {
                row.Dispose();
            }
        }

        return this;
    }

    /// <summary>Goes past the first rows: at once where they lie in the file as they are, else by inflating them.</summary>
    /// <returns>What the next row is read from.</returns>
    private Stream Skip(Stream file, NpzReader? archive, Stream stream, int rows) => Guarded(() =>
    {
        var rest = (long)rows * _rowLength;
        if (archive is null || IsVerbatim(file, archive))
        {
            file.Position += rest;
            return file;
        }

        var buffer = new byte[Math.Min(rest, 1 << 16)];
        while (rest > 0)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(rest, buffer.Length));
            rest -= read > 0 ? read : throw new EndOfStreamException();
        }

        return stream;
    });

    /// <summary>Whether an archive has the array uncompressed: then the head that was just read lies in front of the file's position, byte for byte.</summary>
    private bool IsVerbatim(Stream file, NpzReader archive)
    {
        if (!archive.MayBeStored(entry!) || file.Position < header.Prefix.Length)
        {
            return false;
        }

        var head = new byte[header.Prefix.Length];
        file.Position -= head.Length;
        file.ReadExactly(head);
        return header.Prefix.Span.SequenceEqual(head);
    }

    private (Stream File, NpzReader? Archive, Stream Data) Open() => Guarded(() =>
    {
        var file = DatasetFile.Open(path);
        NpzReader? archive = null;
        try
        {
            archive = entry is null ? null : new NpzReader(file);
            var (stream, length) = archive is null ? (file, file.Length) : archive.OpenEntry(entry!);
            return NpyHeader.Read(stream, length).Prefix.Span.SequenceEqual(header.Prefix.Span)
                ? (file, archive, stream)
                : throw DatasetErrors.CannotRead("The file changed while it was in use; start again.");
        }
        catch
        {
            archive?.Dispose();
            file.Dispose();
            throw;
        }
    });

    private ArrayRow ReadRow(Stream stream, int index, ref uint crc)
    {
        var row = ArrayRow.Rent(index, _rowLength, out var data);
        try
        {
            stream.ReadExactly(data);
        }
        catch (Exception exception) when (DatasetErrors.IsReadFailure(exception))
        {
            row.Dispose();
            throw Place(DatasetErrors.CannotRead("The data is damaged or not as long as declared; write the file again.", header.Prefix.Length + ((long)index * _rowLength), exception));
        }

        crc = Crc32.Append(crc, data);
        NpyLayout.Normalize(header, data);
        return row;
    }

    private void RequireEnd(Stream stream, NpzReader? archive, uint crc) => Guarded(() =>
        stream.ReadByte() >= 0 ? throw DatasetErrors.CannotRead("The data is not as long as declared; write the file again.", header.Prefix.Length + (long)header.DataLength)
        : archive is not null && archive.ChecksumOf(entry!) != crc ? throw DatasetErrors.CannotRead("the checksum is wrong, the file is damaged; fetch or write it again.")
        : true);

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (MrqException exception)
        {
            throw Place(exception);
        }
        catch (Exception exception) when (DatasetErrors.IsReadFailure(exception))
        {
            throw Place(DatasetErrors.CannotRead("the data is damaged or of an unknown method; write the file again.", cause: exception));
        }
    }

    private MrqException Place(MrqException exception) => (entry is null ? exception : NpzReader.InEntry(entry, exception)).InFile(path);
}
