using System.Collections.Immutable;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Fuzz;

/// <summary>
/// Changes one thing in a decoded FlatBuffer: a shape, type, scale, zero point, axis, index, option, name, operator code; or takes a field away, adds
/// one, doubles, drops or swaps elements. What comes out is a whole FlatBuffer with a wrong meaning, which random bytes hardly ever are.
/// </summary>
internal sealed class FieldMutator(Dice dice)
{
    private static readonly HashSet<string> Describing = new(StringComparer.Ordinal) { "Model", "Metadata", "SignatureDef", "TensorMap", "Buffer" };

    /// <summary>Every field that a table has or could have, so that all places are equally likely.</summary>
    public FlatTable Mutate(FlatTable root)
    {
        var places = new List<(FlatTable Table, FieldSchema Field)>();
        Collect(root, places, new HashSet<FlatTable>(ReferenceEqualityComparer.Instance));
        var (table, field) = dice.Pick(places);
        return Replace(root, table, Changed(table, field, places), new Dictionary<FlatTable, FlatTable>(ReferenceEqualityComparer.Instance));
    }

    private static void Collect(FlatTable table, List<(FlatTable, FieldSchema)> places, HashSet<FlatTable> seen)
    {
        if (!seen.Add(table))
        {
            return;
        }

        foreach (var field in table.Schema.Fields)
        {
            // What is there breaks more than what is not, and what the graph consists of more than what describes it.
            var weight = (table[field.Number] is null ? 1 : 3) * (Describing.Contains(table.Schema.Name) ? 1 : 4);
            places.AddRange(Enumerable.Repeat((table, field), weight));
        }

        foreach (var (_, value) in table.Fields)
        {
            foreach (var child in Children(value))
            {
                Collect(child, places, seen);
            }
        }
    }

    private static ImmutableArray<FlatTable> Children(FlatValue value) => value switch
    {
        FlatTable table => [table],
        FlatTableVector vector => vector.Tables,
        _ => [],
    };

    private static FlatTable Replace(FlatTable table, FlatTable old, FlatTable changed, Dictionary<FlatTable, FlatTable> done)
    {
        if (ReferenceEquals(table, old))
        {
            return changed;
        }

        if (done.TryGetValue(table, out var known))
        {
            return known;
        }

        var result = new FlatTable(table.Schema, [.. table.Fields.Select(field => field with
        {
            Value = field.Value switch
            {
                FlatTable child => Replace(child, old, changed, done),
                FlatTableVector vector => new FlatTableVector([.. vector.Tables.Select(child => Replace(child, old, changed, done))]),
                var value => value,
            },
        })]);
        return done[table] = result;
    }

    private FlatTable Changed(FlatTable table, FieldSchema field, List<(FlatTable Table, FieldSchema Field)> places)
    {
        var value = table[field.Number];
        if (value is not null && dice.OneIn(12))
        {
            return table.With(field.Name, null);
        }

        if (dice.OneIn(8))
        {
            // What another table of the kind has in this place: a tensor another one's shape or quantization, an operator another one's inputs.
            var others = places.Where(place => place.Field.Type == field.Type && place.Table[place.Field.Number] is not (null or FlatUnknown)).ToList();
            if (others.Count > 0)
            {
                var (other, from) = dice.Pick(others);
                return Set(table, field, other[from.Number]!);
            }
        }

        return value is FlatUnknown ? table : Set(table, field, field.Kind switch
        {
            FieldKind.Scalar => Scalar(table, field),
            FieldKind.String => new FlatString(OddValues.Text(dice)),
            FieldKind.ScalarVector => Vector(value as FlatVector, field),
            FieldKind.TableVector => Tables(value as FlatTableVector, field),
            FieldKind.Union => value is FlatTable member ? new FlatTable(member.Schema) : null,
            _ => value is FlatTable ? new FlatTable(TfLiteSchema.Instance.Table(field.Target!)) : Sample(field.Target!),
        });
    }

    /// <summary>A union's member is of the type that the field before says; another type would be another schema's.</summary>
    private static FlatTable Set(FlatTable table, FieldSchema field, FlatValue? value) =>
        field.Kind == FieldKind.Union && value is FlatTable member
            ? table.With(table.Schema.Fields[field.Number - 1].Name, FlatScalar.Of(MemberType(field.Target!, member.Schema), 1)).With(field.Name, member)
            : table.With(field.Name, value);

    private static long MemberType(string union, TableSchema schema)
    {
        for (var type = 1; type < 256; type++)
        {
            if (TfLiteSchema.Instance.Member(union, type) == schema)
            {
                return type;
            }
        }

        return 0;
    }

    private FlatTable Sample(string name)
    {
        var table = new FlatTable(TfLiteSchema.Instance.Table(name));
        foreach (var field in table.Schema.Fields)
        {
            table = field.Kind switch
            {
                FieldKind.Scalar when dice.OneIn(3) => table.With(field.Name, Scalar(table, field)),
                FieldKind.ScalarVector when dice.OneIn(2) => table.With(field.Name, Vector(null, field)),
                _ => table,
            };
        }

        return table;
    }

    private FlatScalar Scalar(FlatTable table, FieldSchema field)
    {
        var bytes = new byte[field.Size];
        FlatScalar.Of((long)table.Bits(field.Name), field.Size).Bits.WriteTo(bytes);
        OddValues.Change(bytes, field.Type == "float", dice);
        return FlatScalar.Of(bytes.ToInt64(), field.Size);
    }

    private FlatVector Vector(FlatVector? old, FieldSchema field)
    {
        var bytes = (old?.Bytes.ToArray() ?? []).ToList();
        var size = field.Size;
        var count = bytes.Count / size;
        var isFloat = field.Type.Contains("float", StringComparison.Ordinal);
        switch (count == 0 ? 3 : dice.Roll(9))
        {
            case 0:
                bytes.RemoveRange(dice.Roll(count) * size, size);
                break;
            case 1:
                bytes.Clear();
                break;
            case 2:
                bytes.RemoveRange(0, (count - dice.Roll(count)) * size);
                break;
            case 3:
                for (var more = 1 + dice.Roll(3); more > 0; more--)
                {
                    var element = new byte[size];
                    OddValues.Change(element, isFloat, dice);
                    bytes.InsertRange(dice.Roll(count + 1) * size, element);
                }

                break;
            case 4:
                bytes.AddRange(bytes.Take(1 << 12).ToArray());
                break;
            default:
                for (var more = 1 + dice.Roll(2); more > 0; more--)
                {
                    OddValues.Change(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes).Slice(dice.Roll(count) * size, size), isFloat, dice);
                }

                break;
        }

        return new FlatVector(bytes.ToArray(), size, field.Alignment);
    }

    private FlatTableVector Tables(FlatTableVector? old, FieldSchema field)
    {
        var tables = old?.Tables ?? [];
        if (tables.IsEmpty)
        {
            return new FlatTableVector([Sample(field.Target!)]);
        }

        var (one, other) = (dice.Roll(tables.Length), dice.Roll(tables.Length));
        return new FlatTableVector(dice.Roll(6) switch
        {
            0 => tables.RemoveAt(one),
            1 => tables.Insert(other, tables[one]),
            2 => tables.SetItem(one, tables[other]),
            3 => tables.SetItem(one, tables[other]).SetItem(other, tables[one]),
            4 => tables.Add(Sample(field.Target!)),
            _ => tables.SetItem(one, new FlatTable(tables[one].Schema)),
        });
    }
}
