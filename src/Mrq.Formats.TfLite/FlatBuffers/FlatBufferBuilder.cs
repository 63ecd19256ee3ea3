using System.Buffers.Binary;

namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>
/// Grows a FlatBuffer from its end to its start, so that every offset leads forward to what is there already. Positions are
/// counted from the end; the end is aligned to <see cref="MaximumAlignment"/>.
/// </summary>
internal sealed class FlatBufferBuilder(int capacity)
{
    public const int MaximumAlignment = 16;

    private byte[] _bytes = new byte[Math.Max(capacity, 256)];

    public int Used { get; private set; }

    /// <summary>Pads so that the first of the next <paramref name="length"/> bytes is aligned.</summary>
    public void Align(int alignment, long length)
    {
        var misfit = (int)((Used + length) % alignment);
        if (misfit != 0)
        {
            Reserve(alignment - misfit).Clear();
        }
    }

    /// <summary>Room in front of what is there; the content is zero.</summary>
    public Span<byte> Reserve(int length)
    {
        var needed = Used + (long)length;
        if (needed > Array.MaxLength)
        {
            throw TfLiteErrors.CannotRepresent("The model would be larger than the 2 GiB that a FlatBuffer holds.");
        }

        if (needed > _bytes.Length)
        {
            var larger = new byte[Math.Min(Array.MaxLength, Math.Max(needed, 2L * _bytes.Length))];
            _bytes.AsSpan(_bytes.Length - Used).CopyTo(larger.AsSpan(larger.Length - Used));
            _bytes = larger;
        }

        Used = (int)needed;
        return At(Used, length);
    }

    /// <summary>Bytes that start at a position counted from the end.</summary>
    public Span<byte> At(int fromEnd, int length) => _bytes.AsSpan(_bytes.Length - fromEnd, length);

    public void PushUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(sizeof(uint)), value);

    /// <summary>The buffer, with room for what is appended behind it.</summary>
    public byte[] ToArray(long appended)
    {
        if (Used + appended > Array.MaxLength)
        {
            throw TfLiteErrors.CannotRepresent("The model would be larger than the 2 GiB that a FlatBuffer holds.");
        }

        var result = new byte[Used + appended];
        At(Used, Used).CopyTo(result);
        return result;
    }
}
