using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;

namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>
/// Encodes a tree of tables, parents before children, equal vtables once. Values that the schema does not know keep living in a
/// copy of the file they came from, which follows the tree; there is none unless such a value exists.
/// </summary>
internal sealed class FlatWriter
{
    /// <summary>TFLite maps constants straight from the file: <c>Buffer.data</c> is aligned to 16 bytes in its schema.</summary>
    private const int BufferAlignment = 16;
    private readonly List<byte> _bytes = [];
    private readonly Dictionary<string, int> _vtables = new(StringComparer.Ordinal);
    private readonly List<(int Position, int Target)> _unknown = [];

    public static byte[] Write(FlatTable root, string identifier, ReadOnlyMemory<byte> source)
    {
        var writer = new FlatWriter();
        writer.Append(new byte[4]);
        foreach (var letter in identifier)
        {
            writer._bytes.Add((byte)letter);
        }

        writer.Patch(0, writer.WriteTable(root));
        writer.AppendUnknown(source);
        return [.. writer._bytes];
    }

    private int WriteTable(FlatTable table)
    {
        // Largest first keeps every field aligned without holes.
        var layout = table.Fields.Select(field => (field.Key, field.Value, Size: InlineSize(field.Value)))
            .OrderByDescending(field => field.Size).ThenBy(field => field.Key).ToList();
        var alignment = Math.Max(4, layout.Count > 0 ? layout[0].Size : 4);
        var offsets = new ushort[table.Fields.Count > 0 ? table.Fields.Keys.Max() + 1 : 0];
        var size = 4;
        foreach (var (number, _, fieldSize) in layout)
        {
            size = (size + fieldSize - 1) / fieldSize * fieldSize;
            offsets[number] = checked((ushort)size);
            size += fieldSize;
        }

        var vtable = WriteVtable(offsets, size);
        Align(alignment, 0);
        var position = _bytes.Count;
        Append(new byte[size]);
        BinaryPrimitives.WriteInt32LittleEndian(At(position), position - vtable);
        foreach (var (number, value, _) in layout)
        {
            if (value is FlatValue.Scalar scalar)
            {
                scalar.Bytes.Span.CopyTo(At(position + offsets[number]));
            }
        }

        foreach (var (number, value) in table.Fields)
        {
            WriteChild(table, number, value, position + offsets[number]);
        }

        return position;
    }

    private void WriteChild(FlatTable table, int number, FlatValue value, int position)
    {
        switch (value)
        {
            case FlatValue.Text text:
                Patch(position, WriteVector(text.Bytes.Span, text.Bytes.Length, 1));
                _bytes.Add(0);
                break;
            case FlatValue.Numbers numbers:
                var isBuffer = table.Schema.Name == "Buffer" && number == 0;
                Patch(position, WriteVector(numbers.Bytes.Span, numbers.Bytes.Length / numbers.ElementSize, isBuffer ? BufferAlignment : numbers.ElementSize));
                break;
            case FlatValue.Single single:
                Patch(position, WriteTable(single.Table));
                break;
            case FlatValue.Many many:
                var vector = WriteVector(new byte[4 * many.Tables.Count], many.Tables.Count, 4);
                Patch(position, vector);
                for (var i = 0; i < many.Tables.Count; i++)
                {
                    Patch(vector + 4 + (4 * i), WriteTable(many.Tables[i]));
                }

                break;
            case FlatValue.Unknown unknown:
                _unknown.Add((position, unknown.Position));
                break;
        }
    }

    private int WriteVtable(ushort[] offsets, int tableSize)
    {
        ReadOnlySpan<ushort> entries = [(ushort)(4 + (2 * offsets.Length)), checked((ushort)tableSize), .. offsets];
        var key = new string(MemoryMarshal.Cast<ushort, char>(entries));
        if (!_vtables.TryGetValue(key, out var position))
        {
            Align(2, 0);
            _vtables[key] = position = _bytes.Count;
            foreach (var entry in entries)
            {
                _bytes.Add((byte)entry);
                _bytes.Add((byte)(entry >> 8));
            }
        }

        return position;
    }

    private int WriteVector(ReadOnlySpan<byte> bytes, int count, int alignment)
    {
        Align(Math.Max(4, alignment), 4);
        var position = _bytes.Count;
        Append(new byte[4]);
        BinaryPrimitives.WriteInt32LittleEndian(At(position), count);
        Append(bytes);
        return position;
    }

    private void AppendUnknown(ReadOnlyMemory<byte> source)
    {
        if (_unknown.Count == 0)
        {
            return;
        }

        Align(BufferAlignment, 0);
        var origin = _bytes.Count;
        Append(source.Span);
        foreach (var (position, target) in _unknown)
        {
            Patch(position, origin + target);
        }
    }

    private void Align(int alignment, int ahead)
    {
        while ((_bytes.Count + ahead) % alignment != 0)
        {
            _bytes.Add(0);
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if ((long)_bytes.Count + bytes.Length > Array.MaxLength)
        {
            throw new MrqException(MrqCodes.CannotRepresent, "the model would be larger than a FlatBuffer can be (2 GiB).");
        }

        CollectionExtensions.AddRange(_bytes, bytes);
    }

    private void Patch(int position, int target) => BinaryPrimitives.WriteInt32LittleEndian(At(position), target - position);

    private Span<byte> At(int position) => CollectionsMarshal.AsSpan(_bytes)[position..];

    private static int InlineSize(FlatValue value) => value is FlatValue.Scalar scalar ? scalar.Bytes.Length : 4;
}
