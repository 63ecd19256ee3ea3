using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets;

/// <summary>
/// Reads a .npz file: a ZIP archive of .npy entries, stored or deflated, with ZIP64 records or without. Arrays are read when
/// they are asked for. Entries that are not named *.npy are no arrays and are passed over, as NumPy does.
/// </summary>
internal sealed class NpzReader : IDisposable
{
    private const string Extension = ".npy";

    /// <summary>Deflate cannot expand more: 258 bytes from two codes of one bit. What claims more lies about its size.</summary>
    private const long LargestExpansion = 1032;

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    /// <param name="file">The archive, seekable; disposed with the reader.</param>
    public NpzReader(Stream file)
    {
        _archive = new ZipArchive(file, ZipArchiveMode.Read);
        try
        {
            ReadDirectory(file.Length);
        }
        catch
        {
            _archive.Dispose();
            throw;
        }
    }

    /// <summary>The arrays in the order of the archive.</summary>
    public ImmutableArray<string> Names { get; private set; }

    public NpyHeader ReadHeader(string name) => Read(name, static (_, header) => header);

    public NumpyArray ReadArray(string name) => Read(name, (stream, header) =>
    {
        var data = NpyReader.ReadData(stream, header);
        return Crc32.Append(Crc32.Append(0, header.Prefix.Span), data) == _entries[name].Crc32
            ? NpyReader.Finish(header, data, name)
            : throw DatasetErrors.CannotRead("the checksum is wrong, the file is damaged; fetch or write it again.");
    });

    /// <summary>An array whose rows stay in the file where it is large; what is wrong with them is found now.</summary>
    /// <param name="name">The array.</param>
    /// <param name="path">The archive's file.</param>
    /// <param name="range">The rows that are wanted; null for all.</param>
    public NumpyArray ReadLargeArray(string name, string path, SampleRange? range) =>
        ReadHeader(name) is var header && StoredArray.Serves(header)
            ? new NumpyArray(name, header.Type, header.Shape, new StoredArray(path, name, header).Validated(range))
            : ReadArray(name);

    /// <summary>The bytes of an array's .npy entry, inflated as they are read, and their number.</summary>
    public (Stream Stream, long Length) OpenEntry(string name) =>
        _entries.TryGetValue(name, out var found) ? (found.Open(), found.Length) : throw DatasetErrors.CannotRead("The file changed while it was in use; start again.");

    /// <summary>Whether an entry takes as many bytes in the archive as without it.</summary>
    public bool MayBeStored(string name) => _entries[name] is var entry && entry.CompressedLength == entry.Length && !entry.IsEncrypted;

    /// <summary>What the archive says that the checksum of an entry is.</summary>
    public uint ChecksumOf(string name) => _entries[name].Crc32;

    public void Dispose() => _archive.Dispose();

    private void ReadDirectory(long fileLength)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var compressed = 0L;
        foreach (var entry in _archive.Entries.Where(entry => entry.FullName.EndsWith(Extension, StringComparison.Ordinal)))
        {
            var name = entry.FullName[..^Extension.Length];
            if (!_entries.TryAdd(name, entry))
            {
                throw DatasetErrors.CannotRead($"The archive has two arrays named '{DatasetErrors.Printable(name)}'; write it again with one of them.");
            }

            // Entries that overlap would let a small file claim any amount; so would a size that deflate cannot reach.
            compressed += Math.Clamp(entry.CompressedLength, 0, fileLength + 1);
            if (entry.CompressedLength < 0 || compressed > fileLength || entry.Length < 0 || entry.Length / LargestExpansion > entry.CompressedLength)
            {
                throw InEntry(name, DatasetErrors.CannotRead("its sizes contradict the size of the file; write it again."));
            }

            names.Add(name);
        }

        Names = names.Count > 0
            ? names.ToImmutable()
            : throw DatasetErrors.CannotRead("The archive has no .npy entry; write it with numpy.savez.");
    }

    private T Read<T>(string name, Func<Stream, NpyHeader, T> read)
    {
        var entry = _entries[name];
        try
        {
            if (entry.IsEncrypted)
            {
                throw DatasetErrors.CannotRead("it is encrypted; write it again without a password.");
            }

            using var stream = entry.Open();
            return read(stream, NpyHeader.Read(stream, entry.Length));
        }
        catch (MrqException exception)
        {
            throw InEntry(name, exception);
        }
        catch (Exception exception) when (DatasetErrors.IsReadFailure(exception))
        {
            throw InEntry(name, DatasetErrors.CannotRead("the compressed data is damaged or of an unknown method; write the file again with numpy.savez.", cause: exception));
        }
    }

    /// <summary>An offset inside an entry is none in the file: it moves into the sentence.</summary>
    internal static MrqException InEntry(string name, MrqException exception)
    {
        var offset = exception.Place.ByteOffset is { } bytes ? string.Create(CultureInfo.InvariantCulture, $" (byte {bytes} of the array)") : "";
        return DatasetErrors.CannotRead($"Array '{DatasetErrors.Printable(name)}'{offset}: {exception.Message}", cause: exception);
    }
}
