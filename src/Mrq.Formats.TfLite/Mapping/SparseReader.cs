using System.Collections.Immutable;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>Puts the stored elements of a sparse tensor to their places; all others are 0.</summary>
internal sealed class SparseReader(ImmutableArray<SparseLevel> levels, ReadOnlyMemory<byte> stored, int elementSize, string label)
{
    private byte[] _dense = [];
    private int _next;

    public byte[] Read(long elements)
    {
        _dense = new byte[elements * elementSize];
        if (elements > 0)
        {
            Descend(0, 0, 0);
        }

        return _dense;
    }

    /// <param name="level">The level to walk over.</param>
    /// <param name="parent">The number of the position on the level above.</param>
    /// <param name="element">The element of the dense tensor that it stands for.</param>
    private void Descend(int level, long parent, long element)
    {
        if (level == levels.Length)
        {
            SparseConstants.Require((_next + 1L) * elementSize <= stored.Length, label, "its buffer ends before its indices do");
            stored.Span.Slice(_next * elementSize, elementSize).CopyTo(_dense.AsSpan((int)(element * elementSize)));
            _next++;
            return;
        }

        var current = levels[level];
        if (current.Segments is not { } segments)
        {
            for (var i = 0; i < current.Size; i++)
            {
                Descend(level + 1, (parent * current.Size) + i, element + (i * current.Stride));
            }

            return;
        }

        SparseConstants.Require(parent + 1 < segments.Length, label, "it has too few segments");
        for (var i = segments[parent]; i < segments[parent + 1]; i++)
        {
            Descend(level + 1, i, element + (current.Indices[i] * current.Stride));
        }
    }
}
