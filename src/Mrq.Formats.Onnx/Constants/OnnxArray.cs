using System.Runtime.InteropServices;
using Mrq.Core.Graph;

namespace Mrq.Formats.Onnx.Constants;

/// <summary>A constant: its elements as a tensor of the graph holds them, little-endian and row-major, types below eight bits packed from the low end of a byte.</summary>
internal sealed record OnnxArray(ElementType Type, TensorShape Shape, ReadOnlyMemory<byte> Bytes)
{
    public int Count => (int)Shape.ElementCount;

    public static OnnxArray Of(TensorShape shape, ReadOnlySpan<float> values) => new(ElementType.Float32, shape, MemoryMarshal.AsBytes(values).ToArray());

    public static OnnxArray Of(TensorShape shape, ReadOnlySpan<int> values) => new(ElementType.Int32, shape, MemoryMarshal.AsBytes(values).ToArray());

    public static OnnxArray Of(TensorShape shape, ReadOnlySpan<long> values) => new(ElementType.Int64, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Integers of 8 or 16 bits, or of 32.</summary>
    public static OnnxArray Of(ElementType type, TensorShape shape, ReadOnlySpan<int> values)
    {
        switch (type.BitWidth())
        {
            case 8:
                var bytes = new byte[values.Length];
                for (var i = 0; i < bytes.Length; i++)
                {
                    bytes[i] = unchecked((byte)values[i]);
                }

                return new(type, shape, bytes);
            case 16:
                var words = new short[values.Length];
                for (var i = 0; i < words.Length; i++)
                {
                    words[i] = unchecked((short)values[i]);
                }

                return new(type, shape, MemoryMarshal.AsBytes(words.AsSpan()).ToArray());
            default:
                return Of(shape, values) with { Type = type };
        }
    }

    /// <summary>The elements as float32; null where they are no real numbers.</summary>
    public float[]? Singles() => Type switch
    {
        ElementType.Float32 => MemoryMarshal.Cast<byte, float>(Bytes.Span).ToArray(),
        ElementType.Float64 => Array.ConvertAll(MemoryMarshal.Cast<byte, double>(Bytes.Span).ToArray(), value => (float)value),
        ElementType.Float16 => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(Bytes.Span).ToArray(), value => (float)value),
        ElementType.BFloat16 => Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(Bytes.Span).ToArray(), value => BitConverter.UInt32BitsToSingle((uint)value << 16)),
        _ => null,
    };

    /// <summary>The elements as integers; null where they are none, or beyond 64 bits with a sign.</summary>
    public long[]? Integers()
    {
        var span = Bytes.Span;
        switch (Type)
        {
            case ElementType.UInt8 or ElementType.Bool:
                return Array.ConvertAll(span.ToArray(), value => (long)value);
            case ElementType.Int8:
                return Array.ConvertAll(span.ToArray(), value => (long)(sbyte)value);
            case ElementType.UInt16:
                return Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(span).ToArray(), value => (long)value);
            case ElementType.Int16:
                return Array.ConvertAll(MemoryMarshal.Cast<byte, short>(span).ToArray(), value => (long)value);
            case ElementType.UInt32:
                return Array.ConvertAll(MemoryMarshal.Cast<byte, uint>(span).ToArray(), value => (long)value);
            case ElementType.Int32:
                return Array.ConvertAll(MemoryMarshal.Cast<byte, int>(span).ToArray(), value => (long)value);
            case ElementType.Int64:
                return MemoryMarshal.Cast<byte, long>(span).ToArray();
            case ElementType.Int4 or ElementType.UInt4:
                var values = new long[Count];
                for (var i = 0; i < values.Length; i++)
                {
                    var nibble = (span[i / 2] >> (i % 2 * 4)) & 0xF;
                    values[i] = Type == ElementType.UInt4 ? nibble : (nibble ^ 8) - 8;
                }

                return values;
            default:
                return null;
        }
    }

    /// <summary>4-bit elements in a byte each, so that every reader can take them.</summary>
    public OnnxArray Widened() => Type is ElementType.Int4 or ElementType.UInt4
        ? Of(Type == ElementType.Int4 ? ElementType.Int8 : ElementType.UInt8, Shape, Array.ConvertAll(Integers()!, value => (int)value))
        : this;

    public OnnxArray Reshaped(TensorShape shape) => this with { Shape = shape };

    /// <summary>Axis i of the result is axis <paramref name="permutation"/>[i] of this.</summary>
    public OnnxArray Transposed(ReadOnlySpan<int> permutation)
    {
        var from = Widened();
        var size = from.Type.BitWidth() / 8;
        var dimensions = new int[permutation.Length];
        var steps = new int[permutation.Length];
        for (var i = 0; i < permutation.Length; i++)
        {
            dimensions[i] = Shape[permutation[i]];
            steps[i] = size;
            for (var inner = permutation[i] + 1; inner < Shape.Rank; inner++)
            {
                steps[i] *= Shape[inner];
            }
        }

        var source = from.Bytes.Span;
        var target = new byte[from.Bytes.Length];
        var index = new int[permutation.Length];
        var offset = 0;
        for (var to = 0; to < target.Length; to += size)
        {
            source.Slice(offset, size).CopyTo(target.AsSpan(to));
            for (var axis = index.Length - 1; axis >= 0; axis--)
            {
                offset += steps[axis];
                if (++index[axis] < dimensions[axis])
                {
                    break;
                }

                offset -= steps[axis] * dimensions[axis];
                index[axis] = 0;
            }
        }

        return new OnnxArray(from.Type, new TensorShape(dimensions), target);
    }

    /// <summary>The dimensions of a shape in another order.</summary>
    public static TensorShape Permuted(TensorShape shape, IEnumerable<int> permutation) => new([.. permutation.Select(axis => shape[axis])]);

    /// <summary>The only element; null where there are more or none.</summary>
    public float? Single => Count == 1 && Singles() is [var value] ? value : null;

    public bool Equals(OnnxArray? other) => other is not null && Type == other.Type && Shape == other.Shape && Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override int GetHashCode() => HashCode.Combine(Type, Shape);
}
