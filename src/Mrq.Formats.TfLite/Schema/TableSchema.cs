namespace Mrq.Formats.TfLite.Schema;

/// <summary>The fields of one table type, by number and by name.</summary>
internal sealed class TableSchema(string name, IReadOnlyList<FieldSchema> fields)
{
    private readonly Dictionary<int, FieldSchema> _byNumber = fields.ToDictionary(field => field.Number);
    private readonly Dictionary<string, FieldSchema> _byName = fields.ToDictionary(field => field.Name, StringComparer.Ordinal);

    public string Name { get; } = name;

    /// <summary>The field of a number, or null for one that is newer than this schema.</summary>
    public FieldSchema? Field(int number) => _byNumber.GetValueOrDefault(number);

    public FieldSchema Field(string fieldName) => _byName[fieldName];

    public bool Has(string fieldName) => _byName.ContainsKey(fieldName);
}
