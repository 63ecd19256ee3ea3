using System.Collections.Immutable;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>
/// Decodes any table of the schema into a tree. Every offset, vtable, length and terminator is checked before it is used;
/// offsets only lead forward, each object is decoded once, and <see cref="DecodeBudget"/> bounds all of it.
/// </summary>
internal sealed partial class FlatDecoder(ReadOnlyMemory<byte> memory, TfLiteSchema schema)
{
    /// <summary>Root offset and file identifier.</summary>
    private const int HeaderSize = 8;

    /// <summary>TFLite's schema nests seven deep; a schema that nests in itself would end here.</summary>
    private const int MaximumDepth = 64;

    private readonly FlatBytes _bytes = new(memory);
    private readonly DecodeBudget _budget = new(memory.Length);
    private readonly Dictionary<(int Position, string Type), FlatValue> _decoded = [];
    private readonly HashSet<long> _vtables = [];

    public Coverage Coverage { get; } = new();

    public List<FlatUnknown> Unknown { get; } = [];

    public FlatBytes Bytes => _bytes;

    public FlatTable DecodeRoot(TableSchema root)
    {
        Coverage.Add(0, HeaderSize);
        return Table(_bytes.Follow(0, "the root table"), root, 0);
    }

    private FlatTable Table(int position, TableSchema table, int depth)
    {
        if (_decoded.TryGetValue((position, table.Name), out var known))
        {
            return (FlatTable)known;
        }

        if (depth > MaximumDepth)
        {
            throw TfLiteErrors.Corrupt(position, $"Tables are nested more than {MaximumDepth} deep.");
        }

        var layout = TableLayout.Read(_bytes, position, table.Name);
        Cover(position, layout.InlineSize);
        _budget.Charge(layout.EntryCount, position);
        if (_vtables.Add(layout.VTable))
        {
            Cover(layout.VTable, layout.VTableSize);
        }

        var decoded = new FlatTable(table, Fields(layout, table, depth));
        _decoded.Add((position, table.Name), decoded);
        return decoded;
    }

    private ImmutableArray<FlatField> Fields(TableLayout layout, TableSchema table, int depth)
    {
        var fields = ImmutableArray.CreateBuilder<FlatField>();
        for (var number = 0; number < layout.EntryCount; number++)
        {
            if (layout.OffsetOf(_bytes, number) is var offset and not 0)
            {
                var value = number < table.Fields.Length
                    ? Known(layout, table, table.Fields[number], offset, depth)
                    : new FlatUnknown(layout.InlineBytes(_bytes, offset), layout.Position + offset, null);
                if (value is FlatUnknown unknown)
                {
                    _budget.Charge(layout.EntryCount, layout.Position);
                    Unknown.Add(unknown);
                }

                fields.Add(new FlatField(number, value));
            }
        }

        return fields.ToImmutable();
    }

    private FlatValue Known(TableLayout layout, TableSchema table, FieldSchema field, int offset, int depth)
    {
        var position = layout.Position + offset;
        var what = $"{table.Name}.{field.Name}";
        layout.Require(offset, field.InlineSize, what);
        if (field.Kind == FieldKind.Scalar)
        {
            return new FlatScalar(_bytes.Scalar(position, field.Size, what), field.Size);
        }

        var target = _bytes.Follow(position, what);
        switch (field.Kind)
        {
            case FieldKind.Table:
                return Table(target, schema.Table(field.Target!), depth + 1);
            case FieldKind.Union:
                // The field before is the type. A member that the schema lacks is kept by its offset.
                var typeOffset = field.Number - 1 < layout.EntryCount ? layout.OffsetOf(_bytes, field.Number - 1) : 0;
                var type = typeOffset == 0 ? 0 : _bytes.Scalar(layout.Position + typeOffset, 1, what);
                return schema.Member(field.Target!, (long)type) is { } member
                    ? Table(target, member, depth + 1)
                    : new FlatUnknown(_bytes.Slice(position, sizeof(uint), what), position, target);
            default:
                return Once(target, field, what, depth);
        }
    }

    private void Cover(long position, long length)
    {
        _budget.Charge(length, position);
        Coverage.Add(position, length);
    }
}
