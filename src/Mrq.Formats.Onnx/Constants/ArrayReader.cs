using System.Runtime.InteropServices;
using Google.Protobuf.Collections;
using Mrq.Core.Graph;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Mrq.Formats.Onnx.Constants;

/// <summary>Constants as files hold them: raw bytes, a field for each kind of number, or a part of another file.</summary>
internal static class ArrayReader
{
    /// <summary>Decodes a constant. What it says of its size is held against the bytes that are there before anything is allocated.</summary>
    /// <param name="tensor">The message.</param>
    /// <param name="external">The model's folder.</param>
    /// <returns>Null for a type that no graph here can have: strings, complex numbers, float8.</returns>
    public static OnnxArray? Read(TensorProto tensor, ExternalData external)
    {
        if (ArrayTypes.Find(tensor.DataType) is not { } type)
        {
            return null;
        }

        var shape = ShapeOf(tensor);
        var size = type.ByteCount(shape.ElementCount);
        if (tensor.Segment is not null)
        {
            throw OnnxErrors.Corrupt("the constant is in segments, which no version of ONNX defines.", tensor.Name);
        }

        var bytes = tensor.DataLocation == TensorProto.Types.DataLocation.External ? external.Read(tensor, size)
            : tensor.HasRawData ? tensor.RawData.Memory
            : Typed(tensor, type, shape.ElementCount);
        return bytes.Length == size
            ? new OnnxArray(type, shape, bytes)
            : throw OnnxErrors.Corrupt($"the constant of shape {shape} takes {size} bytes of {type.FieldName()}, the file holds {bytes.Length}.", tensor.Name);
    }

    private static TensorShape ShapeOf(TensorProto tensor)
    {
        var count = 1L;
        foreach (var dimension in tensor.Dims)
        {
            if (dimension is < 0 or > int.MaxValue || (count *= Math.Max(dimension, 1)) > Array.MaxLength)
            {
                throw OnnxErrors.Corrupt($"a dimension of the constant is {dimension}.", tensor.Name);
            }
        }

        return new TensorShape([.. tensor.Dims.Select(dimension => (int)dimension)]);
    }

    private static byte[] Typed(TensorProto tensor, ElementType type, long count) => (DataType)tensor.DataType switch
    {
        DataType.Float => Copy(tensor.FloatData),
        DataType.Double => Copy(tensor.DoubleData),
        DataType.Int64 => Copy(tensor.Int64Data),
        DataType.Uint64 => Copy(tensor.Uint64Data),
        DataType.Uint32 => [.. tensor.Uint64Data.SelectMany(value => BitConverter.GetBytes((uint)value))],
        DataType.Int32 => Copy(tensor.Int32Data),
        _ when type.BitWidth() == 16 => [.. tensor.Int32Data.SelectMany(value => BitConverter.GetBytes(unchecked((ushort)value)))],
        _ when type.BitWidth() < 8 && tensor.Int32Data.Count == count => Packed(tensor.Int32Data, type.BitWidth()),
        _ => [.. tensor.Int32Data.Select(value => unchecked((byte)value))],
    };

    private static byte[] Copy<T>(RepeatedField<T> values)
        where T : unmanaged
    {
        var copy = new T[values.Count];
        values.CopyTo(copy, 0);
        return MemoryMarshal.AsBytes(copy.AsSpan()).ToArray();
    }

    /// <summary>Some writers give every small element a number of its own.</summary>
    private static byte[] Packed(RepeatedField<int> values, int bits)
    {
        var (perByte, mask) = (8 / bits, (1 << bits) - 1);
        var packed = new byte[(values.Count + perByte - 1) / perByte];
        for (var i = 0; i < values.Count; i++)
        {
            packed[i / perByte] |= (byte)((values[i] & mask) << (i % perByte * bits));
        }

        return values.Count == 1 ? [unchecked((byte)(values[0] & mask))] : packed;
    }
}
