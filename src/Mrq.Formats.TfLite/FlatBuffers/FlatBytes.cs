using System.Buffers.Binary;

namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>The bytes of a FlatBuffer; every access is checked and fails with the byte offset.</summary>
internal sealed class FlatBytes(ReadOnlyMemory<byte> memory)
{
    public ReadOnlyMemory<byte> Memory { get; } = memory;

    public int Length => Memory.Length;

    public ushort UInt16(long position, string what) => BinaryPrimitives.ReadUInt16LittleEndian(Span(position, sizeof(ushort), what));

    public uint UInt32(long position, string what) => BinaryPrimitives.ReadUInt32LittleEndian(Span(position, sizeof(uint), what));

    public int Int32(long position, string what) => BinaryPrimitives.ReadInt32LittleEndian(Span(position, sizeof(int), what));

    public ulong Scalar(long position, int size, string what)
    {
        var span = Span(position, size, what);
        return size switch
        {
            1 => span[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(span),
            4 => BinaryPrimitives.ReadUInt32LittleEndian(span),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(span),
        };
    }

    /// <summary>The target of the forward offset at a position. Offsets only lead forward, so that no chain of them can loop.</summary>
    public int Follow(long position, string what)
    {
        var offset = UInt32(position, what);
        var target = position + offset;
        if (offset == 0 || target > Length - sizeof(uint))
        {
            throw TfLiteErrors.Corrupt(position, $"The offset of {what} leads outside of the file ({Length} bytes).");
        }

        return (int)target;
    }

    public ReadOnlyMemory<byte> Slice(long position, long length, string what)
    {
        if (position < 0 || length < 0 || position > Length - length)
        {
            throw TfLiteErrors.Corrupt(position, $"{what} takes {length} bytes, beyond the end of the file ({Length} bytes).");
        }

        return Memory.Slice((int)position, (int)length);
    }

    private ReadOnlySpan<byte> Span(long position, int length, string what) => Slice(position, length, what).Span;
}
