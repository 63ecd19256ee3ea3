using System.Buffers.Binary;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Fuzz;

/// <summary>Where a valid FlatBuffer has offsets, lengths and vtable entries: positions with their sizes in bytes.</summary>
internal sealed class BufferStructure
{
    private readonly byte[] _bytes;
    private readonly List<(int Position, int Size)> _places = [];
    private readonly HashSet<int> _seen = [];

    private BufferStructure(byte[] bytes) => _bytes = bytes;

    public static IReadOnlyList<(int Position, int Size)> Of(byte[] bytes)
    {
        var structure = new BufferStructure(bytes);
        try
        {
            structure._places.Add((0, 4));
            structure.Table(structure.Follow(0), TfLiteSchema.Instance.Model);
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException)
        {
            // Bytes that are damaged already show what can be found.
        }

        return [.. structure._places.Where(place => place.Position >= 0 && place.Position + place.Size <= bytes.Length)];
    }

    private void Table(int position, TableSchema schema)
    {
        if (!_seen.Add(position))
        {
            return;
        }

        _places.Add((position, 4));
        var vtable = position - Int32(position);
        var size = UInt16(vtable);
        for (var entry = 0; entry < size; entry += 2)
        {
            _places.Add((vtable + entry, 2));
        }

        for (var number = 0; number < Math.Min((size - 4) / 2, schema.Fields.Length); number++)
        {
            if (UInt16(vtable + 4 + (2 * number)) is var offset and not 0 && schema.Fields[number].Kind != FieldKind.Scalar)
            {
                _places.Add((position + offset, 4));
                Field(Follow(position + offset), schema.Fields[number], position, vtable);
            }
        }
    }

    private void Field(int target, FieldSchema field, int table, int vtable)
    {
        switch (field.Kind)
        {
            case FieldKind.Table:
                Table(target, TfLiteSchema.Instance.Table(field.Target!));
                break;
            case FieldKind.Union:
                var type = UInt16(vtable + 2 + (2 * field.Number)) is var offset and not 0 ? _bytes[table + offset] : 0;
                if (TfLiteSchema.Instance.Member(field.Target!, type) is { } member)
                {
                    Table(target, member);
                }

                break;
            case FieldKind.TableVector when _seen.Add(target):
                _places.Add((target, 4));
                for (var i = 0; i < Int32(target); i++)
                {
                    var element = target + 4 + (4 * i);
                    _places.Add((element, 4));
                    Table(Follow(element), TfLiteSchema.Instance.Table(field.Target!));
                }

                break;
            default:
                _places.Add((target, 4));
                break;
        }
    }

    private int Follow(int position) => checked(position + Int32(position));

    private int Int32(int position) => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(position));

    private int UInt16(int position) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(position));
}
