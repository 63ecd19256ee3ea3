using System.Collections.Frozen;

namespace Mrq.Formats.TfLite.Schema;

/// <summary>An enum of the schema, or the types of a union: names and numbers.</summary>
internal sealed class SchemaEnum
{
    private readonly FrozenDictionary<string, int> _numbers;
    private readonly FrozenDictionary<int, string> _names;

    public SchemaEnum(string name, string baseType, IReadOnlyCollection<KeyValuePair<string, int>> members)
    {
        Name = name;
        BaseType = baseType;
        _numbers = members.ToFrozenDictionary(member => member.Key, member => member.Value, StringComparer.Ordinal);
        _names = members.ToFrozenDictionary(member => member.Value, member => member.Key);
    }

    public string Name { get; }

    /// <summary>The scalar that holds it; empty for a union.</summary>
    public string BaseType { get; }

    public int this[string name] => _numbers[name];

    /// <summary>Null for a number that this schema does not have.</summary>
    public string? NameOf(long number) => number is >= int.MinValue and <= int.MaxValue ? _names.GetValueOrDefault((int)number) : null;
}
