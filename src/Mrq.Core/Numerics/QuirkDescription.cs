namespace Mrq.Core.Numerics;

/// <summary>One line of the table that tells users where runtimes part.</summary>
/// <param name="Operators">Names of the operators.</param>
/// <param name="Text">What the kernels do; "in place of" what all others do.</param>
/// <param name="IsIn">Whether a runtime has the quirk.</param>
public sealed record QuirkDescription(string Operators, string Text, Func<RuntimeQuirks, bool> IsIn)
{
    /// <summary>One for each field of <see cref="RuntimeQuirks"/>.</summary>
    public static IReadOnlyList<QuirkDescription> All { get; } =
    [
        new("CONV_2D, DEPTHWISE_CONV_2D, TRANSPOSE_CONV; FULLY_CONNECTED per channel", "zero points of int8 and int4 weights are ignored", quirks => quirks.IgnoresZeroPointOfInt8Weights),
        new("DEPTHWISE_CONV_2D, LOG_SOFTMAX of uint8", "two roundings also in a build that otherwise rounds once", quirks => quirks.UInt8RoundsTwice),
        new("SUM of int8", "a fault: the bytes are added without their sign and clamped to 0..255", quirks => quirks.SumTakesInt8ForUInt8),
        new("UNIDIRECTIONAL_SEQUENCE_LSTM with peepholes and a projection", "a fault: peephole weights are counted by outputs, the last cells have none", quirks => quirks.LstmPeepholesCountOutputs),
        new("DIV, SQRT, RSQRT", "a run ends at a divisor of 0 and at a root of a negative number; in place of the end of the type, and of the root of 0", quirks => quirks.RefusesUndefinedValues),
        new("SOFTMAX, LOG_SOFTMAX, LOGISTIC, L2_NORMALIZATION, TANH of int16", "an output of another scale or zero point than TFLite's is refused, and so is CONCATENATION of int8 or int16 from several scales; in place of float32 between two grids", quirks => quirks.RefusesOtherOutputs),
        new("SUB", "multipliers derived in float32 in place of double; the output's, too, must be below 1", quirks => quirks.SubtractsWithSingleMultipliers),
        new("MUL, PRELU", "multipliers derived in double in place of float32", quirks => quirks.MultipliesWithDoubleMultipliers),
        new("ADD, SUB of int16", "the general formula also where pot_scale_int16 asks for shifts", quirks => quirks.IgnoresPowerOfTwoFlag),
        new("LOGISTIC, TANH of int8", "fixed point in place of a table of the real function; the output's scale is taken to be 1/256 or 1/128", quirks => quirks.Int8SigmoidInFixedPoint),
        new("SOFTMAX of int16", "tables computed in float32 in place of double", quirks => quirks.Int16SoftmaxInSingle),
        new("RELU6", "the input clamped in its own scale, whatever the output's is", quirks => quirks.Relu6KeepsScale),
        new("SVDF with an int8 memory", "a new value is clamped, then the zero point is added and the sum wraps; in place of one clamp of the sum", quirks => quirks.SvdfStateWraps),
        new("UNIDIRECTIONAL_SEQUENCE_LSTM", "the int16 table of LOGISTIC and TANH in place of fixed point, each product saturated by itself, gates multiplied as MUL does, the hidden state in the output's scale; no peepholes, projection or coupled gates", quirks => quirks.LstmUsesTables),
    ];
}
