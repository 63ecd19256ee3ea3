using System.Collections.Immutable;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>
/// A table: the fields that are present, by number. A field that holds its default explicitly stays present; one that is
/// absent stays absent; numbers beyond the schema hold a <see cref="FlatUnknown"/>.
/// </summary>
internal sealed class FlatTable(TableSchema schema, ImmutableArray<FlatField> fields) : FlatValue
{
    public FlatTable(TableSchema schema)
        : this(schema, [])
    {
    }

    public TableSchema Schema { get; } = schema;

    /// <summary>Present fields in ascending order of their numbers.</summary>
    public ImmutableArray<FlatField> Fields { get; } = fields;

    public FlatValue? this[int number]
    {
        get
        {
            foreach (var field in Fields)
            {
                if (field.Number == number)
                {
                    return field.Value;
                }
            }

            return null;
        }
    }

    public FlatValue? this[string name] => this[Schema[name].Number];

    /// <summary>A copy in which one field is replaced, added, or (null) removed.</summary>
    public FlatTable With(string name, FlatValue? value)
    {
        var number = Schema[name].Number;
        var fields = ImmutableArray.CreateBuilder<FlatField>(Fields.Length + 1);
        var pending = value;
        foreach (var field in Fields)
        {
            if (pending is not null && field.Number >= number)
            {
                fields.Add(new FlatField(number, pending));
                pending = null;
            }

            if (field.Number != number)
            {
                fields.Add(field);
            }
        }

        if (pending is not null)
        {
            fields.Add(new FlatField(number, pending));
        }

        return new FlatTable(Schema, fields.ToImmutable());
    }

    /// <summary>A copy with a scalar set; unchanged when the field, or its default, already has the value.</summary>
    public FlatTable WithScalar(string name, long value)
    {
        var field = Schema[name];
        var scalar = FlatScalar.Of(value, field.Size);
        return Bits(name) == scalar.Bits ? this : With(name, scalar);
    }

    /// <summary>The bits of a scalar, or of its default when it is absent.</summary>
    public ulong Bits(string name) => this[name] is FlatScalar scalar ? scalar.Bits : Schema[name].Default;

    public int Int32(string name) => unchecked((int)Bits(name));

    public uint UInt32(string name) => unchecked((uint)Bits(name));

    public bool Bool(string name) => Bits(name) != 0;

    public float Single(string name) => BitConverter.UInt32BitsToSingle(UInt32(name));

    public string? Text(string name) => this[name]?.ToString();

    public FlatVector? Vector(string name) => this[name] as FlatVector;

    public FlatTable? Table(string name) => this[name] as FlatTable;

    /// <summary>The tables of a vector; empty when it is absent.</summary>
    public ImmutableArray<FlatTable> Tables(string name) => this[name] is FlatTableVector vector ? vector.Tables : [];
}
