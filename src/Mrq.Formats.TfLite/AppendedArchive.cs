using System.Buffers.Binary;

namespace Mrq.Formats.TfLite;

/// <summary>
/// The zip archive of associated files (labels, vocabularies) that TFLite's metadata tools append to a model. It is part of
/// the container: it moves with the end of the file, and its offsets with it where they count from the file's start.
/// </summary>
internal sealed class AppendedArchive
{
    private const int EndRecordSize = 22;
    private const int EntrySize = 46;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int _directory;
    private readonly int _end;
    private readonly bool _countsFromFileStart;

    private AppendedArchive(ReadOnlyMemory<byte> bytes, int start, int directory, int end, bool countsFromFileStart)
    {
        (_bytes, Start, _directory, _end, _countsFromFileStart) = (bytes[start..], start, directory - start, end - start, countsFromFileStart);
    }

    /// <summary>Where the archive starts in the file.</summary>
    public int Start { get; }

    public int Length => _bytes.Length;

    /// <summary>The archive at the end of the file; null when there is none that is whole.</summary>
    public static AppendedArchive? Find(ReadOnlyMemory<byte> file)
    {
        var bytes = file.Span;
        var end = bytes[Math.Max(0, bytes.Length - EndRecordSize - ushort.MaxValue)..].LastIndexOf("PK\u0005\u0006"u8);
        end = end < 0 ? end : end + Math.Max(0, bytes.Length - EndRecordSize - ushort.MaxValue);
        if (end < 0 || end + EndRecordSize + (end + EndRecordSize <= bytes.Length ? UInt16(bytes, end + 20) : 0) != bytes.Length)
        {
            return null;
        }

        var directory = end - (long)UInt32(bytes, end + 12);
        var bias = directory - UInt32(bytes, end + 16);
        if (directory < 0 || FirstEntry(bytes, (int)directory, end, bias) is not { } start)
        {
            return null;
        }

        return new AppendedArchive(file, start, (int)directory, end, bias == 0);
    }

    /// <summary>Copies the archive to its new place.</summary>
    public void CopyTo(Span<byte> file, int start)
    {
        var target = file.Slice(start, Length);
        _bytes.Span.CopyTo(target);
        if (_countsFromFileStart)
        {
            var shift = unchecked((uint)(start - Start));
            for (var entry = _directory; entry < _end; entry += SizeOfEntry(target, entry))
            {
                Shift(target[(entry + 42)..], shift);
            }

            Shift(target[(_end + 16)..], shift);
        }
    }

    /// <summary>Position of the first file of the archive; null when the directory is damaged.</summary>
    private static int? FirstEntry(ReadOnlySpan<byte> bytes, int directory, int end, long bias)
    {
        var first = (long)directory;
        for (var entry = directory; entry < end; entry += SizeOfEntry(bytes, entry))
        {
            if (entry + EntrySize > end || !bytes[entry..].StartsWith("PK\u0001\u0002"u8) || entry + SizeOfEntry(bytes, entry) > end)
            {
                return null;
            }

            var local = UInt32(bytes, entry + 42) + bias;
            if (local < 0 || local > directory - 4 || !bytes[(int)local..].StartsWith("PK\u0003\u0004"u8))
            {
                return null;
            }

            first = Math.Min(first, local);
        }

        return (int)first;
    }

    private static int SizeOfEntry(ReadOnlySpan<byte> bytes, int entry) =>
        EntrySize + UInt16(bytes, entry + 28) + UInt16(bytes, entry + 30) + UInt16(bytes, entry + 32);

    private static void Shift(Span<byte> place, uint shift) =>
        BinaryPrimitives.WriteUInt32LittleEndian(place, unchecked(BinaryPrimitives.ReadUInt32LittleEndian(place) + shift));

    private static uint UInt32(ReadOnlySpan<byte> bytes, int position) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[position..]);

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int position) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[position..]);
}
