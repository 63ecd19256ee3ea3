using System.Globalization;

namespace Mrq.Formats.TfLite.Schema;

/// <summary>
/// TFLite's FlatBuffers schema as data (<c>tflite-schema.tsv</c>): one engine reads and writes every table by it, so all
/// operators' options survive, also of operators that nothing else here knows.
/// </summary>
internal sealed class TfLiteSchema
{
    private readonly Dictionary<string, TableSchema> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<long, string>> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _enumBases = new(StringComparer.Ordinal);

    private TfLiteSchema()
    {
        using var stream = typeof(TfLiteSchema).Assembly.GetManifestResourceStream("tflite-schema.tsv")!;
        using var reader = new StreamReader(stream);
        var rows = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split('\t')).ToList();
        foreach (var row in rows.Where(row => row[0] is "enum" or "union"))
        {
            if (!_names.TryGetValue(row[1], out var names))
            {
                _names[row[1]] = names = [];
                if (row[0] == "enum")
                {
                    _enumBases[row[1]] = row[4];
                }
            }

            names[long.Parse(row[2], CultureInfo.InvariantCulture)] = row[3];
        }

        foreach (var table in rows.Where(row => row[0] == "table").GroupBy(row => row[1], StringComparer.Ordinal))
        {
            _tables[table.Key] = new TableSchema(table.Key, [.. table.Select(ParseField)]);
        }
    }

    public static TfLiteSchema Instance { get; } = new();

    /// <summary>The fields of a table; a table that has none in the schema (a bare options table) is empty.</summary>
    public TableSchema Table(string name) => _tables.TryGetValue(name, out var table) ? table : new TableSchema(name, []);

    /// <summary>The name of an enum's value or of a union's member; null for one that is newer than this schema.</summary>
    public string? NameOf(string type, long value) => _names[type].GetValueOrDefault(value);

    /// <summary>The number of an enum's value or of a union's member.</summary>
    public int NumberOf(string type, string name) => (int)_names[type].First(entry => entry.Value == name).Key;

    private FieldSchema ParseField(string[] row)
    {
        var number = int.Parse(row[2], CultureInfo.InvariantCulture);
        var type = row[4].Split(' ')[0];
        var defaultText = row.Length > 5 ? row[5].Trim().Split(' ')[0] : "";
        if (type == "string")
        {
            return new FieldSchema(number, row[3], FieldKind.String, 0, type, 0);
        }

        if (type.StartsWith('['))
        {
            var element = type[1..^1];
            return ScalarSize(element) is { } elementSize
                ? new FieldSchema(number, row[3], FieldKind.ScalarVector, elementSize, element, 0)
                : new FieldSchema(number, row[3], FieldKind.TableVector, 0, element, 0);
        }

        if (ScalarSize(type) is { } size)
        {
            return new FieldSchema(number, row[3], FieldKind.Scalar, size, type, ParseDefault(type, defaultText));
        }

        return new FieldSchema(number, row[3], _names.ContainsKey(type) ? FieldKind.Union : FieldKind.Table, 0, type, 0);
    }

    private long ParseDefault(string type, string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : text == "true" ? 1
        : _enumBases.ContainsKey(type) && _names[type].ContainsValue(text) ? NumberOf(type, text)
        : 0;

    private int? ScalarSize(string type) => type switch
    {
        "bool" or "byte" or "ubyte" or "int8" or "uint8" => 1,
        "short" or "ushort" or "int16" or "uint16" => 2,
        "int" or "uint" or "int32" or "uint32" or "float" => 4,
        "long" or "ulong" or "int64" or "uint64" or "double" => 8,
        _ => _enumBases.TryGetValue(type, out var enumBase) ? ScalarSize(enumBase) : null,
    };
}
