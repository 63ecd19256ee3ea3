using Mrq.Core.Graph;

namespace Mrq.Core.Schemes;

/// <summary>
/// Which operators a target computes with integers; all others are computed in float32, between DEQUANTIZE and QUANTIZE. What moves, repeats, compares or clamps values is on neither side: rounding
/// to a grid is monotone, so that it comes to the same before and behind, and such an operator takes what it is given. Equal rules have equal texts.
/// </summary>
public sealed record QuantizedOperatorRule
{
    /// <summary>Every operator.</summary>
    public static readonly QuantizedOperatorRule All = new("All");

    /// <summary>No operator: what an override says of one that stays in float32.</summary>
    public static readonly QuantizedOperatorRule None = new("None");

    private static readonly HashSet<string> Neutral =
    [
        "ARG_MAX", "ARG_MIN", "BATCH_TO_SPACE_ND", "BROADCAST_TO", "CONCATENATION", "DEPTH_TO_SPACE", "DEQUANTIZE", "EXPAND_DIMS", "GATHER", "GATHER_ND", "MAXIMUM", "MAX_POOL_2D", "MINIMUM", "MIRROR_PAD", "PACK", "PAD",
        "PADV2", "QUANTIZE", "RELU", "RELU6", "RELU_N1_TO_1", "RESHAPE", "RESIZE_NEAREST_NEIGHBOR", "REVERSE_V2", "SHAPE", "SLICE", "SPACE_TO_BATCH_ND", "SPACE_TO_DEPTH", "SPLIT", "SPLIT_V", "SQUEEZE", "STRIDED_SLICE", "TILE",
        "TRANSPOSE", "UNPACK",
    ];

    private readonly string _text;

    private QuantizedOperatorRule(string text) => _text = text;

    /// <summary>Operators that a list can name: those that compute.</summary>
    public static IReadOnlyList<string> Operators { get; } =
    [
        "ABS", "ADD", "AVERAGE_POOL_2D", "BATCH_MATMUL", "CONV_2D", "DEPTHWISE_CONV_2D", "DIV", "ELU", "EXP", "FULLY_CONNECTED", "HARD_SWISH", "L2_NORMALIZATION", "LEAKY_RELU", "LOG", "LOGISTIC",
        "LOG_SOFTMAX", "MEAN", "MUL", "NEG", "POW", "PRELU", "RESIZE_BILINEAR", "RSQRT", "SOFTMAX", "SQRT", "SQUARED_DIFFERENCE", "SUB", "SUM",
        "TANH", "TRANSPOSE_CONV",
    ];

    /// <summary>The operators of a list.</summary>
    public IEnumerable<string> Listed => this == All || this == None ? [] : _text.Split(';');

    /// <summary>The rule that a text says: <c>All</c>, <c>None</c>, or a list such as <c>CONV_2D;FULLY_CONNECTED</c>; null for another text.</summary>
    public static QuantizedOperatorRule? Parse(string text)
    {
        if (new[] { All, None }.FirstOrDefault(rule => string.Equals(rule._text, text, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return known;
        }

        var names = text.Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(given => Operators.FirstOrDefault(name => string.Equals(name, given, StringComparison.OrdinalIgnoreCase))).ToList();
        return names.Count == 0 || names.Contains(null) || names.Distinct().Count() < names.Count ? null : new(string.Join(';', names.Order(StringComparer.Ordinal)));
    }

    /// <summary>Whether an operator takes integers or real numbers, whichever it is given.</summary>
    public static bool IsNeutral(Operator step) => Neutral.Contains(step.Name);

    /// <summary>Whether an operator that computes does so in float32; what a list cannot name is none of its business.</summary>
    public bool IsReal(Operator step) => this != All && Operators.Contains(step.Name) && !Listed.Contains(step.Name);

    public override string ToString() => _text;
}
