using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Mrq.Formats.TfLite.Schema;

/// <summary>
/// TFLite's schema as data: one engine reads and writes all of its tables, and an operator needs no code to survive.
/// The facts are those of <c>schema.fbs</c>, in <c>tflite-schema.tsv</c> beside this file.
/// </summary>
internal sealed class TfLiteSchema(
    FrozenDictionary<string, TableSchema> tables,
    FrozenDictionary<string, SchemaEnum> enums,
    FrozenDictionary<string, SchemaEnum> unions)
{
    public static TfLiteSchema Instance { get; } = SchemaParser.ParseEmbedded();

    public TableSchema Model { get; } = tables["Model"];

    public SchemaEnum BuiltinOperator { get; } = enums["BuiltinOperator"];

    public SchemaEnum BuiltinOptions { get; } = unions["BuiltinOptions"];

    public SchemaEnum TensorType { get; } = enums["TensorType"];

    /// <summary>The same schema with other tables: a newer one, for tests of what it adds.</summary>
    public TfLiteSchema WithTables(IEnumerable<TableSchema> changed) =>
        new(changed.ToFrozenDictionary(table => table.Name, StringComparer.Ordinal), enums, unions);

    public ImmutableArray<TableSchema> AllTables => tables.Values;

    public TableSchema Table(string name) => tables[name];

    /// <summary>The table that a union holds under a type number; null for NONE and for numbers that the schema lacks.</summary>
    public TableSchema? Member(string union, long type) =>
        type != 0 && unions[union].NameOf(type) is { } name ? tables[name] : null;
}
