using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>A vector of scalars as a slice of the file; nothing is copied.</summary>
/// <param name="bytes">Little-endian elements.</param>
/// <param name="elementSize">Bytes of one element.</param>
/// <param name="alignment">Of the first element in the file: at least 4 and the element's size.</param>
internal sealed class FlatVector(ReadOnlyMemory<byte> bytes, int elementSize, int alignment) : FlatValue
{
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public int ElementSize { get; } = elementSize;

    public int Alignment { get; } = alignment;

    public int Count => Bytes.Length / ElementSize;

    public static FlatVector Of(ReadOnlySpan<int> values)
    {
        var bytes = new byte[checked(values.Length * sizeof(int))];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), values[i]);
        }

        return new FlatVector(bytes, sizeof(int), sizeof(int));
    }

    public static FlatVector Of(ReadOnlySpan<long> values)
    {
        var bytes = new byte[checked(values.Length * sizeof(long))];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        }

        return new FlatVector(bytes, sizeof(long), sizeof(long));
    }

    public static FlatVector Of(ReadOnlySpan<float> values)
    {
        var bytes = new byte[checked(values.Length * sizeof(float))];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        return new FlatVector(bytes, sizeof(float), sizeof(float));
    }

    public int Int32At(int index) => BinaryPrimitives.ReadInt32LittleEndian(Bytes.Span[(index * sizeof(int))..]);

    public ImmutableArray<int> ToInt32s()
    {
        var values = ImmutableArray.CreateBuilder<int>(Count);
        for (var i = 0; i < Count; i++)
        {
            values.Add(Int32At(i));
        }

        return values.MoveToImmutable();
    }

    public ImmutableArray<long> ToInt64s()
    {
        var values = ImmutableArray.CreateBuilder<long>(Count);
        for (var i = 0; i < Count; i++)
        {
            values.Add(BinaryPrimitives.ReadInt64LittleEndian(Bytes.Span[(i * sizeof(long))..]));
        }

        return values.MoveToImmutable();
    }

    public ImmutableArray<float> ToSingles()
    {
        var values = ImmutableArray.CreateBuilder<float>(Count);
        for (var i = 0; i < Count; i++)
        {
            values.Add(BinaryPrimitives.ReadSingleLittleEndian(Bytes.Span[(i * sizeof(float))..]));
        }

        return values.MoveToImmutable();
    }
}
