using System.Collections.Immutable;

namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>
/// Writes a tree as a FlatBuffer. Instances that the tree shares are written once, equal vtables are shared, and the order
/// follows the tree alone: the same tree gives the same bytes.
/// </summary>
internal sealed partial class FlatEncoder
{
    private readonly FlatBufferBuilder _builder;
    private readonly Dictionary<FlatValue, int> _written = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _vtables = new(StringComparer.Ordinal);
    private bool _needsRetainedFile;

    private FlatEncoder(int capacity) => _builder = new FlatBufferBuilder(capacity);

    /// <param name="root">The root table.</param>
    /// <param name="identifier">Four characters.</param>
    /// <param name="retained">The file that unknown offsets lead into; appended when there are such.</param>
    /// <param name="tailLength">Room for what the caller appends behind everything.</param>
    /// <param name="tailStart">Where that room starts.</param>
    public static byte[] Encode(FlatTable root, ReadOnlySpan<byte> identifier, ReadOnlyMemory<byte> retained, int tailLength, out int tailStart)
    {
        var encoder = new FlatEncoder(retained.Length);
        var target = encoder.Write(root);
        var builder = encoder._builder;
        builder.Align(FlatBufferBuilder.MaximumAlignment, identifier.Length + sizeof(uint));
        identifier.CopyTo(builder.Reserve(identifier.Length));
        builder.PushUInt32((uint)(builder.Used + sizeof(uint) - target));
        var appended = encoder._needsRetainedFile ? retained.Length : 0;
        var bytes = builder.ToArray((long)appended + tailLength);
        tailStart = builder.Used + appended;
        retained.Span[..appended].CopyTo(bytes.AsSpan(builder.Used));
        return bytes;
    }

    private int Write(FlatValue value)
    {
        if (!_written.TryGetValue(value, out var position))
        {
            position = value switch
            {
                FlatTable table => WriteTable(table),
                FlatTableVector vector => WriteTables(vector.Tables),
                FlatVector vector => WriteVector(vector),
                FlatString text => WriteString(text),
                _ => throw new InvalidOperationException($"{value.GetType().Name} stands in its table."),
            };
            _written.Add(value, position);
        }

        return position;
    }

    private int WriteString(FlatString text)
    {
        var length = text.Utf8.Length;
        _builder.Align(sizeof(uint), length + 1L);
        text.Utf8.Span.CopyTo(Zeroed(length + 1));
        _builder.PushUInt32((uint)length);
        return _builder.Used;
    }

    private int WriteVector(FlatVector vector)
    {
        _builder.Align(vector.Alignment, vector.Bytes.Length);
        vector.Bytes.Span.CopyTo(_builder.Reserve(vector.Bytes.Length));
        _builder.PushUInt32((uint)vector.Count);
        return _builder.Used;
    }

    private int WriteTables(ImmutableArray<FlatTable> tables)
    {
        var targets = new int[tables.Length];
        for (var i = tables.Length - 1; i >= 0; i--)
        {
            targets[i] = Write(tables[i]);
        }

        _builder.Align(sizeof(uint), 0);
        for (var i = tables.Length - 1; i >= 0; i--)
        {
            _builder.PushUInt32((uint)(_builder.Used + sizeof(uint) - targets[i]));
        }

        _builder.PushUInt32((uint)tables.Length);
        return _builder.Used;
    }

    private Span<byte> Zeroed(int length)
    {
        var bytes = _builder.Reserve(length);
        bytes.Clear();
        return bytes;
    }

    private static ushort CheckedSize(int size, FlatTable table) => size <= ushort.MaxValue
        ? (ushort)size
        : throw TfLiteErrors.CannotRepresent($"A table {table.Schema} has more fields than a FlatBuffer's table holds.");
}
