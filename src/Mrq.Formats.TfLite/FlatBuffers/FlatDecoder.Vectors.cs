using System.Collections.Immutable;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>Strings, and vectors of scalars and tables.</summary>
internal sealed partial class FlatDecoder
{
    /// <summary>Strings and vectors: decoded once for each position and type.</summary>
    private FlatValue Once(int target, FieldSchema field, string what, int depth)
    {
        if (!_decoded.TryGetValue((target, field.Type), out var value))
        {
            value = field.Kind switch
            {
                FieldKind.String => String(target, what),
                FieldKind.ScalarVector => Vector(target, field, what),
                _ => TableVector(target, schema.Table(field.Target!), what, depth),
            };
            _decoded.Add((target, field.Type), value);
        }

        return value;
    }

    private FlatString String(int target, string what)
    {
        var length = _bytes.UInt32(target, what);
        var text = _bytes.Slice(target + 4L, length + 1L, what);
        if (text.Span[^1] != 0)
        {
            throw TfLiteErrors.Corrupt(target + 4L + length, $"The string {what} does not end with a zero byte.");
        }

        Cover(target, text.Length + 4L);
        return new FlatString(text[..^1]);
    }

    private FlatVector Vector(int target, FieldSchema field, string what)
    {
        var count = _bytes.UInt32(target, what);
        var elements = _bytes.Slice(target + 4L, count * (long)field.Size, what);
        Cover(target, elements.Length + 4L);
        return new FlatVector(elements, field.Size, field.Alignment);
    }

    private FlatTableVector TableVector(int target, TableSchema element, string what, int depth)
    {
        var count = _bytes.UInt32(target, what);
        var offsets = _bytes.Slice(target + 4L, count * 4L, what);
        Cover(target, offsets.Length + 4L);
        var tables = ImmutableArray.CreateBuilder<FlatTable>((int)count);
        for (var i = 0; i < count; i++)
        {
            tables.Add(Table(_bytes.Follow(target + 4L + (4L * i), what), element, depth + 1));
        }

        return new FlatTableVector(tables.MoveToImmutable());
    }
}
