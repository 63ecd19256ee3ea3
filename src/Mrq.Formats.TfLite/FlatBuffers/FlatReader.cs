using System.Buffers.Binary;
using Mrq.Core.Diagnostics;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>
/// Decodes a FlatBuffer into a tree of tables by the schema. The file is untrusted: every offset and length is checked before it
/// is used, depth and number of objects are bounded, and vectors of numbers stay slices of the file.
/// </summary>
internal sealed class FlatReader
{
    private const int MaximumDepth = 32;
    private readonly ReadOnlyMemory<byte> _file;
    private readonly List<(int Start, int End)> _known = [];
    private readonly List<(FlatTable Table, int Number, int Position, int Size)> _unknown = [];
    private long _budget;

    private FlatReader(ReadOnlyMemory<byte> file)
    {
        _file = file;

        // A table takes at least eight bytes with its vtable unless objects are shared; sharing beyond this is an attack.
        _budget = 1024 + (file.Length / 4L);
    }

    private ReadOnlySpan<byte> Span => _file.Span;

    public static FlatTable Read(ReadOnlyMemory<byte> file, string rootType)
    {
        var reader = new FlatReader(file);
        var root = reader.ReadTable(reader.Follow(0), TfLiteSchema.Instance.Table(rootType), 0);
        reader.ResolveUnknown();
        return root;
    }

    private static MrqException Corrupt(long position, string what) => new(
        MrqCodes.CorruptModel,
        $"{what}; the file is truncated or damaged, fetch or export it again.",
        new MrqPlace(ByteOffset: position));

    private FlatTable ReadTable(int position, TableSchema schema, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw Corrupt(position, "tables are nested too deeply");
        }

        if (--_budget < 0)
        {
            throw Corrupt(position, "the file holds more objects than its size allows");
        }

        var (fieldOffsets, tableSize) = ReadVtable(position);
        var table = new FlatTable(schema);
        for (var number = 0; number < fieldOffsets.Length; number++)
        {
            if (fieldOffsets[number] != 0)
            {
                ReadField(table, number, position + fieldOffsets[number], () => NextFieldAfter(fieldOffsets, number, tableSize), depth);
            }
        }

        return table;
    }

    private (ushort[] FieldOffsets, int TableSize) ReadVtable(int position)
    {
        var vtable = position - (long)Int32(position, "a table");
        Check(vtable, 4, "a vtable");
        var vtableSize = BinaryPrimitives.ReadUInt16LittleEndian(Span[(int)vtable..]);
        var tableSize = BinaryPrimitives.ReadUInt16LittleEndian(Span[((int)vtable + 2)..]);
        if (vtableSize < 4 || vtableSize % 2 != 0 || tableSize < 4)
        {
            throw Corrupt(vtable, "a vtable has an impossible size");
        }

        Check(vtable, vtableSize, "a vtable");
        Check(position, tableSize, "a table");
        var offsets = new ushort[(vtableSize - 4) / 2];
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = BinaryPrimitives.ReadUInt16LittleEndian(Span[((int)vtable + 4 + (2 * i))..]);
            if (offsets[i] != 0 && (offsets[i] < 4 || offsets[i] >= tableSize))
            {
                throw Corrupt(vtable + 4 + (2 * i), "a field lies outside its table");
            }
        }

        Know((int)vtable, vtableSize);
        Know(position, tableSize);
        return (offsets, tableSize);
    }

    private void ReadField(FlatTable table, int number, int position, Func<int> gap, int depth)
    {
        var field = table.Schema.Field(number);
        if (field is null)
        {
            _unknown.Add((table, number, position, gap()));
            return;
        }

        FlatValue? value = field.Kind switch
        {
            FieldKind.Scalar => new FlatValue.Scalar(Slice(position, field.Size, field.Name)),
            FieldKind.String => new FlatValue.Text(ReadVector(Follow(position), 1, field.Name)),
            FieldKind.ScalarVector => new FlatValue.Numbers(field.Size, ReadVector(Follow(position), field.Size, field.Name)),
            FieldKind.Table => new FlatValue.Single(ReadTable(Follow(position), TfLiteSchema.Instance.Table(field.Type), depth + 1)),
            FieldKind.TableVector => new FlatValue.Many(ReadTables(Follow(position), TfLiteSchema.Instance.Table(field.Type), field.Name, depth)),
            _ => ReadUnion(table, field, position, depth),
        };
        if (value is not null)
        {
            table.Fields[number] = value;
        }
    }

    /// <summary>The type of a union's member is the field before it, which has been read.</summary>
    private FlatValue? ReadUnion(FlatTable table, FieldSchema field, int position, int depth)
    {
        var type = table.Fields.GetValueOrDefault(field.Number - 1) is FlatValue.Scalar scalar ? scalar.Bytes.Span[0] : 0;
        if (type == 0)
        {
            return null;
        }

        var target = Follow(position);
        return TfLiteSchema.Instance.NameOf(field.Type, type) is { } member
            ? new FlatValue.Single(ReadTable(target, TfLiteSchema.Instance.Table(member), depth + 1))
            : new FlatValue.Unknown(target);
    }

    private FlatTable[] ReadTables(int position, TableSchema schema, string name, int depth)
    {
        var offsets = ReadVector(position, 4, name);
        var tables = new FlatTable[offsets.Length / 4];
        for (var i = 0; i < tables.Length; i++)
        {
            tables[i] = ReadTable(Follow(position + 4 + (4 * i)), schema, depth + 1);
        }

        return tables;
    }

    private ReadOnlyMemory<byte> ReadVector(int position, int elementSize, string name)
    {
        Check(position, 4, name);
        var count = BinaryPrimitives.ReadUInt32LittleEndian(Span[position..]);
        Check(position + 4L, (long)count * elementSize, name);
        var bytes = (int)count * elementSize;
        Know(position, 4 + bytes);
        return _file.Slice(position + 4, bytes);
    }

    /// <summary>The position that the offset at <paramref name="position"/> points to.</summary>
    private int Follow(int position)
    {
        Check(position, 4, "an offset");
        var target = position + (long)BinaryPrimitives.ReadUInt32LittleEndian(Span[position..]);
        Check(target, 4, "the target of an offset");
        return (int)target;
    }

    private int Int32(int position, string what)
    {
        Check(position, 4, what);
        return BinaryPrimitives.ReadInt32LittleEndian(Span[position..]);
    }

    private ReadOnlyMemory<byte> Slice(int position, int size, string name)
    {
        Check(position, size, name);
        return _file.Slice(position, size);
    }

    private void Check(long position, long size, string what)
    {
        if (position < 0 || size < 0 || position + size > _file.Length)
        {
            throw Corrupt(Math.Clamp(position, 0, _file.Length), $"{what} lies outside the file of {_file.Length} bytes");
        }
    }

    private void Know(int position, int size) => _known.Add((position, position + size));

    private static int NextFieldAfter(ushort[] offsets, int number, int tableSize)
    {
        var next = tableSize;
        foreach (var offset in offsets)
        {
            if (offset > offsets[number] && offset < next)
            {
                next = offset;
            }
        }

        return next - offsets[number];
    }

    /// <summary>
    /// Decides for each field that is newer than the schema whether it is a number or an offset. An offset points, aligned, at
    /// bytes that nothing known covers; in a well-formed file only padding is uncovered otherwise, so a number that looks like one
    /// is next to impossible.
    /// </summary>
    private void ResolveUnknown()
    {
        if (_unknown.Count == 0)
        {
            return;
        }

        _known.Sort();
        foreach (var (table, number, position, size) in _unknown)
        {
            table.Fields[number] = size >= 4 && position % 4 == 0 && IsOffset(position) is { } target
                ? new FlatValue.Unknown(target)
                : new FlatValue.Scalar(Slice(position, ScalarSize(position, size), "a field"));
        }
    }

    private int? IsOffset(int position)
    {
        var target = position + (long)BinaryPrimitives.ReadUInt32LittleEndian(Span[position..]);
        return target > position && target % 4 == 0 && target + 4 <= _file.Length && !IsKnown((int)target) ? (int)target : null;
    }

    private bool IsKnown(int position)
    {
        // Objects may be shared but do not overlap, so the last one that starts at or before the position decides.
        var index = _known.BinarySearch((position, int.MaxValue));
        for (var i = Math.Min(~index, _known.Count) - 1; i >= 0 && i >= ~index - 4; i--)
        {
            if (position < _known[i].End)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The largest scalar that fits the gap and is aligned; alignment padding may follow a smaller one, and harmlessly travels along.</summary>
    private static int ScalarSize(int position, int gap) =>
        gap >= 8 && position % 8 == 0 ? 8 : gap >= 4 && position % 4 == 0 ? 4 : gap >= 2 && position % 2 == 0 ? 2 : 1;
}
