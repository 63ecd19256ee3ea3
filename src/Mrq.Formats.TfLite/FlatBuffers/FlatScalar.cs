namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>A scalar as its bits, zero-extended: an enum value that nobody knows is kept like any other.</summary>
/// <param name="bits">Little-endian value of <paramref name="size"/> bytes.</param>
/// <param name="size">1, 2, 4 or 8 bytes.</param>
internal sealed class FlatScalar(ulong bits, int size) : FlatValue
{
    public ulong Bits { get; } = bits;

    public int Size { get; } = size;

    /// <summary>The bits of a signed value, cut to the width of the field.</summary>
    public static FlatScalar Of(long value, int size) =>
        new(size == 8 ? (ulong)value : (ulong)value & ((1UL << (8 * size)) - 1), size);
}
