using System.Collections.Immutable;
using System.IO.Enumeration;
using System.Text.Json;
using Mrq.Core.Graph;

namespace Mrq.Core.Schemes;

/// <summary>Other rules for the operators of one name, or for those that write a tensor or read it as their weights.</summary>
/// <param name="Kind">What the name is of: one of <see cref="Kinds"/>.</param>
/// <param name="Name">An operator's name, or a tensor's, in which * stands for any letters and ? for one.</param>
/// <param name="Fields">Fields of schemes with their values.</param>
public sealed record SchemeOverride(string Kind, string Name, ImmutableArray<KeyValuePair<string, string>> Fields)
{
    private const string OfOperator = "operator";
    private const string OfTensor = "tensor";

    /// <summary>What says that an operator stays in float32, or does not: no field of a scheme.</summary>
    internal const string Float = "Float";

    /// <summary>What an override can name.</summary>
    internal static readonly string[] Kinds = [OfOperator, OfTensor];

    /// <summary>The fields that it can set: those of weights, activations and biases, and whether it is about real numbers.</summary>
    internal static readonly string[] FieldNames =
    [
        .. new[] { "Weight", "Activation" }.SelectMany(role => new[] { "Type", "Range", "ZeroPoint", "Granularity", "ScaleForm" }.Select(part => $"{role}{part}")), "BiasBits", "BiasScale", Float,
    ];

    /// <summary>Whether it names tensors.</summary>
    public bool NamesTensors => Kind == OfTensor;

    /// <summary>Rules for the operators that write a tensor or have it as weights.</summary>
    /// <param name="name">Its name, or a pattern.</param>
    /// <param name="fields">Fields of schemes with their values.</param>
    public static SchemeOverride OfTensors(string name, ImmutableArray<KeyValuePair<string, string>> fields) => new(OfTensor, name, fields);

    /// <summary>The pattern that one name alone fits; null for a name that no definition can write.</summary>
    public static string? PatternOf(string name) =>
        name.Length == 0 || name.Trim() != name ? null : string.Concat(name.Select(letter => letter is '*' or '?' or '\\' ? $"\\{letter}" : $"{letter}"));

    /// <summary>The same as properties of a definition.</summary>
    internal Dictionary<string, string> Properties => Fields.Select(given => KeyValuePair.Create(JsonNamingPolicy.CamelCase.ConvertName(given.Key), given.Value)).Prepend(KeyValuePair.Create(Kind, Name)).ToDictionary();

    /// <summary>Whether it is about an operator of a graph.</summary>
    public bool IsAbout(QuantizedGraph graph, Operator step) => NamesTensors
        ? step.Outputs.Concat(step.Inputs.Where((_, place) => step.Traits.RoleAt(place) == InputRole.Weights)).Any(tensor => tensor >= 0 && FileSystemName.MatchesSimpleExpression(Name, graph.Tensors[tensor].Name, ignoreCase: false))
        : string.Equals(Name, step.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>How messages name it.</summary>
    public override string ToString() => $"the override of {Kind} '{Name}'";
}
