using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets;

/// <summary>Brings the elements of a file into the one layout of <see cref="NumpyArray"/>: little-endian, C order.</summary>
internal static class NpyLayout
{
    /// <param name="header">What the file said of the elements.</param>
    /// <param name="data">The elements as the file has them; changed in place where it can be.</param>
    public static byte[] ToCanonical(NpyHeader header, byte[] data)
    {
        Normalize(header, data);
        var size = header.Type.BitWidth() / 8;
        return header.IsFortranOrder && header.Shape.Rank > 1 && data.Length > 0 ? ToRowMajor(header.Shape, size, data) : data;
    }

    /// <summary>Brings some of the elements into little-endian order, in place, and bools to 0 and 1.</summary>
    public static void Normalize(NpyHeader header, Span<byte> data)
    {
        var size = header.Type.BitWidth() / 8;
        if (header.IsBigEndian)
        {
            for (var i = 0; i < data.Length; i += size)
            {
                data.Slice(i, size).Reverse();
            }
        }

        if (header.Type == ElementType.Bool)
        {
            // NumPy reads any byte but 0 as True; a bool of .NET with another bit pattern would not equal true.
            foreach (ref var element in data)
            {
                element = element == 0 ? (byte)0 : (byte)1;
            }
        }
    }

    /// <summary>Walks the elements in C order with an index that counts like an odometer, its strides those of Fortran order.</summary>
    private static byte[] ToRowMajor(TensorShape shape, int size, byte[] data)
    {
        var dimensions = shape.Dimensions;
        var strides = new int[dimensions.Length];
        for (int axis = 0, stride = size; axis < strides.Length; stride *= dimensions[axis++])
        {
            strides[axis] = stride;
        }

        var result = GC.AllocateUninitializedArray<byte>(data.Length);
        var index = new int[dimensions.Length];
        var source = 0;
        for (var target = 0; target < result.Length; target += size)
        {
            data.AsSpan(source, size).CopyTo(result.AsSpan(target));
            for (var axis = index.Length - 1; axis >= 0; axis--)
            {
                source += strides[axis];
                if (++index[axis] < dimensions[axis])
                {
                    break;
                }

                source -= strides[axis] * dimensions[axis];
                index[axis] = 0;
            }
        }

        return result;
    }
}
