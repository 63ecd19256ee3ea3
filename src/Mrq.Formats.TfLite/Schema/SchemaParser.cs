using System.Collections.Frozen;
using System.Globalization;

namespace Mrq.Formats.TfLite.Schema;

/// <summary>Reads the schema's table: one line for each enum value, union member and table field.</summary>
internal static class SchemaParser
{
    private static readonly FrozenDictionary<string, int> ScalarSizes = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["bool"] = 1,
        ["byte"] = 1,
        ["ubyte"] = 1,
        ["ushort"] = 2,
        ["int"] = 4,
        ["int32"] = 4,
        ["uint"] = 4,
        ["float"] = 4,
        ["long"] = 8,
        ["ulong"] = 8,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static TfLiteSchema ParseEmbedded()
    {
        using var stream = typeof(SchemaParser).Assembly.GetManifestResourceStream("tflite-schema.tsv")!;
        using var reader = new StreamReader(stream);
        var rows = reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(line => line.Split('\t'))
            .ToList();
        return Parse(rows);
    }

    private static TfLiteSchema Parse(List<string[]> rows)
    {
        var enums = Named(rows, "enum");
        var unions = Named(rows, "union");
        var fields = rows.Where(row => row[0] == "table").ToLookup(row => row[1]);

        // The tables without fields have no line of their own; the unions name them.
        var names = fields.Select(group => group.Key)
            .Union(rows.Where(row => row[0] == "union" && row[3] != "NONE").Select(row => row[3]))
            .ToList();
        var known = names.ToFrozenSet(StringComparer.Ordinal);
        var tables = names.Select(name => new TableSchema(name, [.. fields[name].Select(row => Field(row, known, enums, unions))]));
        return new TfLiteSchema(tables.ToFrozenDictionary(table => table.Name, StringComparer.Ordinal), enums, unions);
    }

    private static FrozenDictionary<string, SchemaEnum> Named(List<string[]> rows, string kind) =>
        rows.Where(row => row[0] == kind).GroupBy(row => row[1])
            .Select(group => new SchemaEnum(
                group.Key,
                group.First()[4],
                [.. group.Select(row => KeyValuePair.Create(row[3], Number(row[2])))]))
            .ToFrozenDictionary(item => item.Name, StringComparer.Ordinal);

    private static FieldSchema Field(
        string[] row, FrozenSet<string> tables, FrozenDictionary<string, SchemaEnum> enums, FrozenDictionary<string, SchemaEnum> unions)
    {
        var type = row[4];
        var isVector = type.StartsWith('[');
        var element = type.Trim('[', ']').Split(' ')[0];
        var field = new FieldSchema { Number = Number(row[2]), Name = row[3], Type = type, Kind = FieldKind.Scalar };
        if (tables.Contains(element))
        {
            return field with { Kind = isVector ? FieldKind.TableVector : FieldKind.Table, Target = element };
        }

        if (unions.ContainsKey(element))
        {
            return field with { Kind = FieldKind.Union, Target = element };
        }

        if (element == "string" && !isVector)
        {
            return field with { Kind = FieldKind.String };
        }

        var size = ScalarSizes[enums.TryGetValue(element, out var named) ? named.BaseType : element];
        return isVector
            ? field with { Kind = FieldKind.ScalarVector, Size = size, Alignment = IsBufferData(row) ? 16 : Math.Max(size, sizeof(uint)) }
            : field with { Size = size, Default = Default(row, size, named) };
    }

    /// <summary><c>Buffer.data</c> is <c>force_align: 16</c>, so that kernels can use the mapped file as it is.</summary>
    private static bool IsBufferData(string[] row) => row[1] == "Buffer" && row[3] == "data";

    private static ulong Default(string[] row, int size, SchemaEnum? named)
    {
        var text = row.Length > 5 ? row[5].Trim() : "";
        return text switch
        {
            "" or "deprecated" or "false" => 0,
            "true" => 1,
            _ when named is not null => (ulong)named[text],
            _ => FlatBuffers.FlatScalar.Of(Number(text), size).Bits,
        };
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
