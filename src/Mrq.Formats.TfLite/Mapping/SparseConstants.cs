using System.Buffers.Binary;
using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>
/// Makes sparse constants dense, so that nothing behind the reader has to know of them. What a file may ask for is bounded by its size: a few bytes
/// can claim any number of zeros.
/// </summary>
internal sealed class SparseConstants(int fileLength)
{
    /// <summary>Dense bytes per byte of file; one element in sixty-four is sparser than pruning goes.</summary>
    private const int Factor = 64;

    /// <summary>So that the smallest files need no thought.</summary>
    private const int Minimum = 1 << 20;

    private long _left = Minimum + ((long)Factor * fileLength);

    /// <summary>The elements of a constant in row-major order.</summary>
    /// <param name="sparsity">The table <c>SparsityParameters</c>.</param>
    /// <param name="type">The element type.</param>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="stored">The elements that the file has.</param>
    /// <param name="label">The tensor's name.</param>
    /// <exception cref="Core.Diagnostics.MrqException">The table contradicts itself or the shape.</exception>
    public byte[] ToDense(FlatTable sparsity, ElementType type, TensorShape shape, ReadOnlyMemory<byte> stored, string label)
    {
        var size = type.BitWidth() / 8;
        if (size == 0)
        {
            throw TfLiteErrors.InvalidTensor(label, $"The tensor is sparse, which is not defined for {type.FieldName()}.");
        }

        _left -= shape.ElementCount * size;
        if (_left < 0)
        {
            throw TfLiteErrors.InvalidTensor(label, $"The tensor is sparse, and its {shape.ElementCount} values are too many for so small a file.");
        }

        var order = sparsity.Vector("traversal_order")?.ToInt32s() ?? [];
        var blocks = sparsity.Vector("block_map")?.ToInt32s() ?? [];
        var levels = sparsity.Tables("dim_metadata");
        Require(
            blocks.Length <= shape.Rank && order.Length == shape.Rank + blocks.Length && levels.Length == order.Length
            && order[..shape.Rank].Order().SequenceEqual(Enumerable.Range(0, shape.Rank))
            && order[shape.Rank..].Order().SequenceEqual(Enumerable.Range(shape.Rank, blocks.Length)),
            label,
            "its traversal order does not name each dimension and block once");
        return new SparseReader([.. SparseLevels(order, blocks, levels, shape, label)], stored, size, label).Read(shape.ElementCount);
    }

    internal static void Require(bool condition, string label, string reason)
    {
        if (!condition)
        {
            throw TfLiteErrors.InvalidTensor(label, $"The tensor is sparse, and {reason}.");
        }
    }

    /// <summary>What each level of the traversal steps over in the dense tensor. Source: FormatConverter in TFLite <c>internal/utils/sparsity_format_converter.cc</c>.</summary>
    private static IEnumerable<SparseLevel> SparseLevels(ImmutableArray<int> order, ImmutableArray<int> blocks, ImmutableArray<FlatTable> levels, TensorShape shape, string label)
    {
        var strides = new long[shape.Rank];
        var stride = 1L;
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        var blockSizes = new int[shape.Rank];
        Array.Fill(blockSizes, 1);
        for (var level = shape.Rank; level < order.Length; level++)
        {
            var axis = blocks[order[level] - shape.Rank];
            Require(axis >= 0 && axis < shape.Rank && blockSizes[axis] == 1, label, "its block map names a dimension that it does not have, or one twice");
            blockSizes[axis] = levels[level].Int32("dense_size");
            Require(blockSizes[axis] > 0 && shape[axis] % blockSizes[axis] == 0, label, $"its dimension of {shape[axis]} does not divide into blocks of {blockSizes[axis]}");
        }

        for (var level = 0; level < order.Length; level++)
        {
            var isBlock = level >= shape.Rank;
            var axis = isBlock ? blocks[order[level] - shape.Rank] : order[level];
            yield return SparseLevel.Create(
                levels[level],
                isBlock ? blockSizes[axis] : shape[axis] / blockSizes[axis],
                isBlock ? strides[axis] : strides[axis] * blockSizes[axis],
                label);
        }
    }

    /// <summary>An index vector of 8, 16 or 32 bits.</summary>
    internal static int[] Indices(FlatTable level, string name)
    {
        if (level.Table(name)?.Vector("values") is not { } values)
        {
            return [];
        }

        var indices = new int[values.Count];
        for (var i = 0; i < indices.Length; i++)
        {
            var at = values.Bytes.Span[(i * values.ElementSize)..];
            indices[i] = values.ElementSize switch { 1 => at[0], 2 => BinaryPrimitives.ReadUInt16LittleEndian(at), _ => BinaryPrimitives.ReadInt32LittleEndian(at) };
        }

        return indices;
    }
}
