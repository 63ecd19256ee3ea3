using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Mrq.Formats.TfLite.Schema;

/// <summary>One table of the schema. Field numbers count from 0 without gaps.</summary>
internal sealed class TableSchema
{
    private readonly FrozenDictionary<string, FieldSchema> _byName;

    public TableSchema(string name, ImmutableArray<FieldSchema> fields)
    {
        Name = name;
        Fields = fields;
        _byName = fields.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);
    }

    public string Name { get; }

    public ImmutableArray<FieldSchema> Fields { get; }

    public FieldSchema this[string name] => _byName[name];

    public override string ToString() => Name;
}
