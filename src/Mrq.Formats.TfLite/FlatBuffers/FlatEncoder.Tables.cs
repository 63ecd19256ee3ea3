using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>Tables and their vtables.</summary>
internal sealed partial class FlatEncoder
{
    private int WriteTable(FlatTable table)
    {
        var fields = new InlineField[table.Fields.Length];
        for (var i = fields.Length - 1; i >= 0; i--)
        {
            var field = table.Fields[i];
            fields[i] = InlineField.Of(field, field.Value is FlatScalar or FlatUnknown ? 0 : Write(field.Value));
        }

        Array.Sort(fields, InlineField.CompareLayout);
        var alignment = sizeof(int);
        var size = sizeof(int);
        var vtable = new ushort[2 + (table.Fields.Length == 0 ? 0 : table.Fields[^1].Number + 1)];
        foreach (var field in fields)
        {
            alignment = Math.Max(alignment, field.Alignment);
            size = (size + field.Alignment - 1) & -field.Alignment;
            vtable[2 + field.Number] = CheckedSize(size, table);
            size += field.Size;
        }

        vtable[0] = (ushort)(vtable.Length * sizeof(ushort));
        vtable[1] = CheckedSize(size, table);
        _builder.Align(alignment, size);
        Zeroed(size);
        var start = _builder.Used;
        foreach (var field in fields)
        {
            WriteField(field, start - vtable[2 + field.Number]);
        }

        var vtableStart = WriteVTable(vtable);
        BinaryPrimitives.WriteInt32LittleEndian(_builder.At(start, sizeof(int)), vtableStart - start);
        return start;
    }

    private void WriteField(InlineField field, int fromEnd)
    {
        var inline = _builder.At(fromEnd, field.Size);
        Span<byte> bits = stackalloc byte[sizeof(ulong)];
        switch (field.Value)
        {
            case FlatScalar scalar:
                BinaryPrimitives.WriteUInt64LittleEndian(bits, scalar.Bits);
                bits[..field.Size].CopyTo(inline);
                break;
            case FlatUnknown unknown:
                unknown.Bytes.Span.CopyTo(inline);
                if (unknown.Target is { } target)
                {
                    // The retained file starts where this buffer ends, and the end is aligned.
                    _needsRetainedFile = true;
                    BinaryPrimitives.WriteUInt32LittleEndian(inline, checked((uint)fromEnd + (uint)target));
                }

                break;
            default:
                BinaryPrimitives.WriteUInt32LittleEndian(inline, (uint)(fromEnd - field.TargetFromEnd));
                break;
        }
    }

    private int WriteVTable(ushort[] vtable)
    {
        var key = new string(MemoryMarshal.Cast<ushort, char>(vtable));
        if (!_vtables.TryGetValue(key, out var position))
        {
            _builder.Align(sizeof(ushort), 0);
            var bytes = _builder.Reserve(vtable.Length * sizeof(ushort));
            for (var i = 0; i < vtable.Length; i++)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes[(i * sizeof(ushort))..], vtable[i]);
            }

            position = _builder.Used;
            _vtables.Add(key, position);
        }

        return position;
    }
}
