using Mrq.Formats.TfLite.FlatBuffers;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>One level of a sparse tensor's traversal: a dimension, or the blocks within one.</summary>
/// <param name="Size">Its length.</param>
/// <param name="Stride">Elements of the dense tensor from one index to the next.</param>
/// <param name="Segments">Where the indices below each parent begin, and behind them where the last end; null where every index is stored.</param>
/// <param name="Indices">The indices that are stored.</param>
internal sealed record SparseLevel(int Size, long Stride, int[]? Segments, int[] Indices)
{
    private const int Compressed = 1;

    public static SparseLevel Create(FlatTable metadata, int size, long stride, string label)
    {
        if (metadata.Int32("format") != Compressed)
        {
            SparseConstants.Require(metadata.Int32("dense_size") == size, label, $"a dimension of {size} is {metadata.Int32("dense_size")} there");
            return new SparseLevel(size, stride, null, []);
        }

        var (segments, indices) = (SparseConstants.Indices(metadata, "array_segments"), SparseConstants.Indices(metadata, "array_indices"));
        for (var i = 0; i < segments.Length; i++)
        {
            SparseConstants.Require(segments[i] >= (i == 0 ? 0 : segments[i - 1]) && segments[i] <= indices.Length, label, "its segments do not ascend within its indices");
        }

        SparseConstants.Require(Array.TrueForAll(indices, index => index >= 0 && index < size), label, $"an index lies outside of its dimension of {size}");
        return new SparseLevel(size, stride, segments, indices);
    }
}
