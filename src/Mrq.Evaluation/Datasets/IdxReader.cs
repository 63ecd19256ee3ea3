using System.Buffers.Binary;
using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets;

/// <summary>
/// Reads IDX, the format of MNIST: two zero bytes, a type, the number of dimensions, each dimension as a big-endian 32-bit number,
/// then the elements, big-endian and in C order.
/// </summary>
internal static class IdxReader
{
    /// <summary>More than any data set has; bounds the head.</summary>
    private const int MostDimensions = 8;

    public static bool Recognizes(ReadOnlySpan<byte> start) => start is [0, 0, >= 8 and <= 14, > 0, ..];

    /// <param name="stream">At the start of the file.</param>
    /// <param name="length">Bytes that it has in all; what the head declares is held against it before anything is allocated.</param>
    /// <param name="name">The name the array gets.</param>
    /// <param name="path">The file, where the elements of a large array are to stay; null to bring all to memory.</param>
    public static NumpyArray Read(Stream stream, long length, string name, string? path = null)
    {
        Span<byte> head = stackalloc byte[4 + (4 * MostDimensions)];
        stream.ReadExactly(head[..4]);
        var type = head[2] switch
        {
            0x08 => ElementType.UInt8,
            0x09 => ElementType.Int8,
            0x0B => ElementType.Int16,
            0x0C => ElementType.Int32,
            0x0D => ElementType.Float32,
            0x0E => ElementType.Float64,
            _ => throw DatasetErrors.CannotRead(FormattableString.Invariant($"The IDX type 0x{head[2]:X2} is not known."), 2),
        };
        var rank = head[3];
        if (rank > MostDimensions || stream.ReadAtLeast(head.Slice(4, 4 * rank), 4 * rank, throwOnEndOfStream: false) < 4 * rank)
        {
            throw DatasetErrors.CannotRead(FormattableString.Invariant($"The IDX head declares {rank} dimensions, more than it holds or than data has; fetch the file again."), 3);
        }

        return ReadElements(stream, name, type, head.Slice(4, 4 * rank), length - 4 - (4 * rank), path);
    }

    private static NumpyArray ReadElements(Stream stream, string name, ElementType type, ReadOnlySpan<byte> head, long available, string? path)
    {
        var dimensions = new int[head.Length / 4];
        var bytes = (Int128)(type.BitWidth() / 8);
        for (var i = 0; i < dimensions.Length; i++)
        {
            var dimension = BinaryPrimitives.ReadUInt32BigEndian(head[(4 * i)..]);
            bytes *= dimension;
            if (dimension > int.MaxValue || bytes > available)
            {
                throw DatasetErrors.CannotRead(FormattableString.Invariant($"The IDX head declares more elements than the {available} bytes that follow it; fetch the file again."), 4 + (4 * i));
            }

            dimensions[i] = (int)dimension;
        }

        if (bytes != available || bytes > Array.MaxLength)
        {
            throw DatasetErrors.CannotRead(FormattableString.Invariant($"The IDX head declares {bytes} bytes, but {available} follow it; fetch the file again."), 4 + head.Length);
        }

        var shape = new TensorShape(dimensions);
        var header = new NpyHeader(type, IsBigEndian: true, IsFortranOrder: false, shape);
        if (path is not null && StoredArray.Serves(header))
        {
            return new NumpyArray(name, type, shape, new IdxRows(path, header, stream.Position));
        }

        var data = GC.AllocateUninitializedArray<byte>((int)bytes);
        stream.ReadExactly(data);
        return new NumpyArray(name, type, shape, NpyLayout.ToCanonical(header, data));
    }
}
