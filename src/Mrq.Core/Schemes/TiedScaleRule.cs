using Mrq.Core.Graph;

namespace Mrq.Core.Schemes;

/// <summary>
/// Which tensors around an operator a target wants to have one scale and zero point. What an operator's integers are moved, selected or compared as they are has one whatever is said, as no
/// kernel brings them to another scale; of these CONCATENATION alone has a kernel that does, and may be free. Equal rules have equal texts.
/// </summary>
public sealed record TiedScaleRule
{
    /// <summary>As TFLite's kernels want it: operators that move or compare integers, and no others.</summary>
    public static readonly TiedScaleRule TFLite = new("TFLite");

    /// <summary>No more than kernels cannot do without: the inputs of a CONCATENATION have grids of their own.</summary>
    public static readonly TiedScaleRule None = new("None");

    private const string Concatenation = "CONCATENATION";

    private readonly string _text;

    private TiedScaleRule(string text) => _text = text;

    /// <summary>Operators that a list can name: those on quantized values that fix no output.</summary>
    public static IReadOnlyList<string> Operators { get; } =
    [
        "ABS", "ADD", Concatenation, "DIV", "EQUAL", "GREATER", "GREATER_EQUAL", "HARD_SWISH", "LEAKY_RELU", "LESS", "LESS_EQUAL", "MEAN", "MUL", "NEG", "NOT_EQUAL", "PRELU", "RELU", "RELU6", "RELU_N1_TO_1",
        "SQUARED_DIFFERENCE", "SUB", "SUM",
    ];

    /// <summary>Whether TFLite's ties hold, too.</summary>
    public bool IncludesTFLite => this == TFLite || _text.StartsWith("TFLite;", StringComparison.Ordinal);

    /// <summary>What a list ties, by operator.</summary>
    public IEnumerable<(string Operator, TieKind Kind)> Ties => this == TFLite || this == None ? [] : _text.Split(';').Where(entry => entry != TFLite._text).Select(entry => Entry(entry)!.Value);

    /// <summary>Whether inputs of a CONCATENATION may have grids of their own.</summary>
    public bool FreesConcatenations => !IncludesTFLite && Ties.All(tie => tie.Operator != Concatenation);

    /// <summary>The rule that a text says: <c>TFLite</c>, <c>None</c>, or a list such as <c>TFLite;ADD:Inputs</c>; null for another text.</summary>
    public static TiedScaleRule? Parse(string text)
    {
        var parts = text.Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var isTFLite = parts.Length > 0 && string.Equals(parts[0], TFLite._text, StringComparison.OrdinalIgnoreCase);
        if (parts.Length == 1 && (isTFLite || string.Equals(parts[0], None._text, StringComparison.OrdinalIgnoreCase)))
        {
            return isTFLite ? TFLite : None;
        }

        var entries = parts.Skip(isTFLite ? 1 : 0).Select(Entry).ToList();
        return entries.Count == 0 || entries.Contains(null) || entries.DistinctBy(entry => entry!.Value.Operator).Count() < entries.Count
            ? null
            : new(string.Join(';', entries.Select(entry => $"{entry!.Value.Operator}:{entry.Value.Kind}").Order(StringComparer.Ordinal).Prepend(isTFLite ? TFLite._text : "").Where(part => part.Length > 0)));
    }

    /// <summary>The tensors of an operator that have to agree, where activations are of a type; among them what is no activation.</summary>
    public IEnumerable<int> Of(Operator step, ElementType type)
    {
        if (MovesIntegers(step, type))
        {
            return step.Inputs.Concat(step.Outputs);
        }

        return Ties.Where(tie => tie.Operator == step.Name).SelectMany(tie => tie.Kind switch
        {
            TieKind.InOut => Data(step).Take(1).Concat(step.Outputs),
            TieKind.Inputs => Data(step),
            _ => Data(step).Concat(step.Outputs),
        });
    }

    /// <summary>Whether an operator's integers mean the same on all sides, as it brings none to another scale.</summary>
    public bool MovesIntegers(Operator step, ElementType type) => step.Traits.SharesScale(type) && !(step.Name == Concatenation && FreesConcatenations);

    public override string ToString() => _text;

    private static IEnumerable<int> Data(Operator step) => step.Inputs.Where((_, place) => step.Traits.RoleAt(place) == InputRole.Data);

    private static (string Operator, TieKind Kind)? Entry(string text) =>
        text.Split(':', StringSplitOptions.TrimEntries) is [var name, var kind]
        && Operators.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) is { } found
        && Enum.GetNames<TieKind>().FirstOrDefault(known => string.Equals(known, kind, StringComparison.OrdinalIgnoreCase)) is { } tie
            ? (found, Enum.Parse<TieKind>(tie))
            : null;
}

/// <summary>Which tensors of an operator have one scale and zero point.</summary>
public enum TieKind
{
    /// <summary>The first input and the output.</summary>
    InOut,

    /// <summary>All inputs of data.</summary>
    Inputs,

    /// <summary>All inputs of data and the output.</summary>
    All,

    /// <summary>The same, said of operators whose output holds what the inputs hold: these take its range, which covers theirs.</summary>
    OutputToInputs,
}
