namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>The value of one field of a decoded table.</summary>
internal abstract record FlatValue
{
    /// <summary>A number, enum or bool: its little-endian bytes.</summary>
    public sealed record Scalar(ReadOnlyMemory<byte> Bytes) : FlatValue;

    /// <summary>A string: its UTF-8 bytes.</summary>
    public sealed record Text(ReadOnlyMemory<byte> Bytes) : FlatValue;

    /// <summary>A vector of numbers: its little-endian bytes.</summary>
    public sealed record Numbers(int ElementSize, ReadOnlyMemory<byte> Bytes) : FlatValue;

    public sealed record Single(FlatTable Table) : FlatValue;

    public sealed record Many(IReadOnlyList<FlatTable> Tables) : FlatValue;

    /// <summary>A vector, table or string that the schema does not know: where it begins in the file that was read.</summary>
    public sealed record Unknown(int Position) : FlatValue;
}
