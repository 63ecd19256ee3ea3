using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization;

/// <summary>What the operators without weights demand of the scales around them. Source: LiteRT <c>g3doc/performance/quantization_spec.md</c>.</summary>
public static class OperatorRules
{
    /// <summary>Operators that move, average or compare integers: in real numbers, too, where their inputs and outputs have the same scale and zero point.</summary>
    private static readonly HashSet<string> IntegerMoves = new(StringComparer.Ordinal)
    {
        "AVERAGE_POOL_2D", "BATCH_TO_SPACE_ND", "BROADCAST_TO", "CONCATENATION", "DEPTH_TO_SPACE", "EXPAND_DIMS", "GATHER", "GATHER_ND", "L2_POOL_2D", "MAX_POOL_2D",
        "MAXIMUM", "MINIMUM", "MIRROR_PAD", "PACK", "PAD", "PADV2", "REDUCE_MAX", "REDUCE_MIN", "RESHAPE", "RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR",
        "REVERSE_V2", "SELECT", "SELECT_V2", "SLICE", "SPACE_TO_BATCH_ND", "SPACE_TO_DEPTH", "SPLIT", "SPLIT_V", "SQUEEZE", "STRIDED_SLICE", "TILE", "TRANSPOSE", "UNPACK",
    };

    /// <summary>Operators f with f(c·x) = c·f(x) for c &gt; 0 over all inputs at once, besides those that move integers.</summary>
    private static readonly HashSet<string> Homogeneous = new(StringComparer.Ordinal) { "ADD", "SUB", "MEAN", "SUM", "QUANTIZE", "RELU", "LEAKY_RELU", "ABS", "NEG" };

    /// <summary>Operators that move or average integers, whatever these mean; those that compare do so with their like. None fills in zeros.</summary>
    private static readonly HashSet<string> ZeroPointIgnored = new(StringComparer.Ordinal)
    {
        "AVERAGE_POOL_2D", "CONCATENATION", "DEPTH_TO_SPACE", "EXPAND_DIMS", "GATHER", "MAX_POOL_2D", "PACK", "RESHAPE", "REVERSE_V2", "SLICE",
        "SPACE_TO_DEPTH", "SPLIT", "SPLIT_V", "SQUEEZE", "STRIDED_SLICE", "TRANSPOSE", "UNPACK",
    };

    /// <summary>Operators with weights, into which factors can move.</summary>
    public static bool IsLinear(Operator step) => step is Conv2D or DepthwiseConv2D or FullyConnected;

    /// <summary>Whether conversion may touch the operator's surroundings: it has no weights, or weights that the passes know.</summary>
    public static bool IsConvertible(Operator step) =>
        step is not (OpaqueOperator or TransposeConv or Svdf or UnidirectionalSequenceLstm or CallOnce or VarHandle or ReadVariable or AssignVariable or LogSoftmax);

    /// <summary>The operator told what its int16 scales are: TFLite's default for ADD and SUB is that they are powers of two. Other types do not read it.</summary>
    public static Operator WithScalesOf(Operator step, TensorRule activations) => (step, activations.Type) switch
    {
        (Add add, ElementType.Int16) => add with { PotScaleInt16 = false },
        (Sub sub, ElementType.Int16) => sub with { PotScaleInt16 = false },
        _ => step,
    };

    /// <summary>Whether an operator moves, averages or compares integers, whatever they mean.</summary>
    public static bool MovesIntegers(Operator step) => IntegerMoves.Contains(step.Name);

    /// <summary>Whether an operator that moves integers brings each input to its output's scale itself. Source: TFLite <c>reference/concatenation.h</c>, ConcatenationWithScaling.</summary>
    public static bool Requantizes(Operator step, ElementType type) => step is Concatenation && type == ElementType.UInt8;

    /// <summary>Whether an operator's inputs and outputs must have one scale and zero point where its activations are of a type.</summary>
    public static bool SharesScale(Operator step, ElementType type) => MovesIntegers(step) && !Requantizes(step, type);

    /// <summary>Whether the same zero point on all inputs comes out on the outputs, whatever it is.</summary>
    public static bool IgnoresZeroPoint(Operator step) => ZeroPointIgnored.Contains(step.Name);

    /// <summary>Whether a factor on all inputs comes out as the same factor on the output.</summary>
    public static bool IsHomogeneous(Operator step) => MovesIntegers(step) || Homogeneous.Contains(step.Name);

    /// <summary>The parameters that an operator's output has whatever the scheme says; null where the scheme decides.</summary>
    public static QuantizationParameters? FixedOutput(Operator step, ElementType type) => (step.Name, type) switch
    {
        ("SOFTMAX" or "LOGISTIC", ElementType.UInt8) => new QuantizationParameters(1 / 256f),
        ("SOFTMAX" or "LOGISTIC", ElementType.Int8) => new QuantizationParameters(1 / 256f, sbyte.MinValue),
        ("SOFTMAX" or "LOGISTIC", ElementType.Int16) => new QuantizationParameters(1 / 32768f),
        ("LOG_SOFTMAX", ElementType.Int8) => new QuantizationParameters(16 / 256f, sbyte.MaxValue),
        ("TANH" or "L2_NORMALIZATION", ElementType.UInt8) => new QuantizationParameters(1 / 128f, 128),
        ("TANH" or "L2_NORMALIZATION", ElementType.Int8) => new QuantizationParameters(1 / 128f),
        ("TANH", ElementType.Int16) => new QuantizationParameters(1 / 32768f),
        _ => null,
    };
}
