using System.Collections.Immutable;
using Mrq.Formats.TfLite.FlatBuffers;

namespace Mrq.Formats.TfLite;

/// <summary>
/// Models over 2 GiB keep the data of buffers and custom operators behind the FlatBuffer and give its place in the file
/// (<c>Buffer.offset</c>, <c>Operator.large_custom_options_offset</c>). Reading brings the data into the tree as if it stood
/// inline, and so it is written: what is read here is small enough.
/// </summary>
internal sealed class OutsideData(FlatBytes bytes, Coverage coverage)
{
    /// <summary>TFLite writes 0 or 1 where there is no data outside.</summary>
    private const ulong LastUnusedOffset = 1;

    private readonly Dictionary<(ulong, ulong), FlatVector> _vectors = [];
    private long _total;

    public FlatTable BringIn(FlatTable model)
    {
        model = Map(model, "buffers", buffer => BringIn(buffer, "offset", "size", "data"));
        return Map(model, "subgraphs", subgraph => Map(
            subgraph,
            "operators",
            step => BringIn(step, "large_custom_options_offset", "large_custom_options_size", "custom_options")));
    }

    private FlatTable BringIn(FlatTable owner, string offsetName, string sizeName, string dataName)
    {
        var (offset, size) = (owner.Bits(offsetName), owner.Bits(sizeName));
        if (offset <= LastUnusedOffset)
        {
            return owner;
        }

        if (!_vectors.TryGetValue((offset, size), out var vector))
        {
            if (size > (ulong)bytes.Length || offset > (ulong)bytes.Length - size)
            {
                throw TfLiteErrors.Corrupt(
                    (long)Math.Min(offset, long.MaxValue), $"The data of a {owner.Schema} ({size} bytes) lies outside of the file ({bytes.Length} bytes).");
            }

            _total += (long)size;
            if (_total > bytes.Length)
            {
                throw TfLiteErrors.Corrupt((long)offset, "The data behind the FlatBuffer overlaps so that together it is larger than the file.");
            }

            coverage.Add((long)offset, (long)size);
            vector = new FlatVector(bytes.Slice((long)offset, (long)size, dataName), 1, owner.Schema[dataName].Alignment);
            _vectors.Add((offset, size), vector);
        }

        return owner.With(offsetName, null).With(sizeName, null).With(dataName, vector);
    }

    /// <summary>Applies a change to each table of a vector; the same instances when nothing changes.</summary>
    private static FlatTable Map(FlatTable owner, string name, Func<FlatTable, FlatTable> change)
    {
        var tables = owner.Tables(name);
        ImmutableArray<FlatTable>.Builder? changed = null;
        for (var i = 0; i < tables.Length; i++)
        {
            var table = change(tables[i]);
            if (!ReferenceEquals(table, tables[i]))
            {
                changed ??= tables.ToBuilder();
                changed[i] = table;
            }
        }

        return changed is null ? owner : owner.With(name, new FlatTableVector(changed.ToImmutable()));
    }
}
