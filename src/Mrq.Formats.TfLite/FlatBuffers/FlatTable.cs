using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>A decoded table: the fields that are there, by number. A copy shares its values, which never change.</summary>
internal sealed class FlatTable(TableSchema schema)
{
    public TableSchema Schema { get; } = schema;

    public SortedDictionary<int, FlatValue> Fields { get; } = [];

    public FlatTable Copy()
    {
        var copy = new FlatTable(Schema);
        foreach (var (number, value) in Fields)
        {
            copy.Fields[number] = value;
        }

        return copy;
    }

    public bool Has(string name) => Schema.Has(name) && Fields.ContainsKey(Schema.Field(name).Number);

    public void Remove(string name) => Fields.Remove(Schema.Field(name).Number);

    /// <summary>An integer, enum or bool, sign-extended unless it is unsigned in the schema; its default when absent.</summary>
    public long Integer(string name)
    {
        var field = Schema.Field(name);
        if (Value(field) is not FlatValue.Scalar { Bytes.Span: var bytes })
        {
            return field.Default;
        }

        return (bytes.Length, field.Type) switch
        {
            (1, "ubyte" or "bool") => bytes[0],
            (1, _) => (sbyte)bytes[0],
            (2, _) => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            (4, "uint") => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            (4, _) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        };
    }

    public float Real(string name) =>
        Value(Schema.Field(name)) is FlatValue.Scalar scalar ? BinaryPrimitives.ReadSingleLittleEndian(scalar.Bytes.Span) : 0;

    public string? Text(string name) =>
        Value(Schema.Field(name)) is FlatValue.Text text ? Encoding.UTF8.GetString(text.Bytes.Span) : null;

    public FlatTable? Table(string name) => (Value(Schema.Field(name)) as FlatValue.Single)?.Table;

    public IReadOnlyList<FlatTable> Tables(string name) => (Value(Schema.Field(name)) as FlatValue.Many)?.Tables ?? [];

    /// <summary>The bytes of a vector of numbers; null when it is absent.</summary>
    public ReadOnlyMemory<byte>? Bytes(string name) => (Value(Schema.Field(name)) as FlatValue.Numbers)?.Bytes;

    public ImmutableArray<T> Numbers<T>(string name)
        where T : unmanaged => Bytes(name) is { } bytes ? [.. MemoryMarshal.Cast<byte, T>(bytes.Span)] : [];

    /// <summary>Sets an integer unless it already has that value, so that what was absent stays absent.</summary>
    public void SetInteger(string name, long value)
    {
        var field = Schema.Field(name);
        if (Integer(name) != value)
        {
            var bytes = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            Fields[field.Number] = new FlatValue.Scalar(bytes.AsMemory(0, field.Size));
        }
    }

    public void SetReal(string name, float value)
    {
        if (Real(name) != value)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            Fields[Schema.Field(name).Number] = new FlatValue.Scalar(bytes);
        }
    }

    public void SetText(string name, string value) => Fields[Schema.Field(name).Number] = new FlatValue.Text(Encoding.UTF8.GetBytes(value));

    public void SetTable(string name, FlatTable value) => Fields[Schema.Field(name).Number] = new FlatValue.Single(value);

    public void SetTables(string name, IReadOnlyList<FlatTable> value) => Fields[Schema.Field(name).Number] = new FlatValue.Many(value);

    public void SetNumbers<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged => SetBytes(name, MemoryMarshal.AsBytes(values).ToArray());

    public void SetBytes(string name, ReadOnlyMemory<byte> bytes)
    {
        var field = Schema.Field(name);
        Fields[field.Number] = new FlatValue.Numbers(field.Size, bytes);
    }

    private FlatValue? Value(FieldSchema field) => Fields.GetValueOrDefault(field.Number);
}
