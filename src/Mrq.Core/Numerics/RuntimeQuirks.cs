namespace Mrq.Core.Numerics;

/// <summary>
/// What a runtime's kernels do otherwise than the operators' formulas say, or otherwise than another runtime with the same requantization.
/// Part of an arithmetic, so that no target takes over the faults of a runtime that it does not run.
/// </summary>
public sealed record RuntimeQuirks
{
    /// <summary>The formulas: what a chip's own library is taken to compute.</summary>
    public static readonly RuntimeQuirks None = new() { Name = "none" };

    /// <summary>TFLite's reference kernels.</summary>
    public static readonly RuntimeQuirks TFLite = new()
    {
        Name = "tflite",
        IgnoresZeroPointOfInt8Weights = true,
        UInt8DepthwiseRoundsTwice = true,
        SumTakesInt8ForUInt8 = true,
        LstmPeepholesCountOutputs = true,
    };

    /// <summary>TFLite's kernels as a network's author measured them: the optimized ones, on which the reference's faulty sum does not show.</summary>
    public static readonly RuntimeQuirks TFLiteSource = TFLite with { Name = "tflite-source", SumTakesInt8ForUInt8 = false };

    /// <summary>Every set that a scheme can name.</summary>
    public static IReadOnlyList<RuntimeQuirks> All { get; } = [None, TFLite, TFLiteSource];

    public required string Name { get; init; }

    /// <summary>
    /// Convolutions take int8 and int4 weights as they are, and FULLY_CONNECTED those with a scale per channel, whatever zero points the file
    /// gives them. Source: TFLite <c>reference/integer_ops/conv.h</c>, <c>depthwise_conv.h</c>, <c>fully_connected.h</c>.
    /// </summary>
    public bool IgnoresZeroPointOfInt8Weights { get; init; }

    /// <summary>
    /// DEPTHWISE_CONV_2D of uint8 keeps the double rounding in a build with TFLITE_SINGLE_ROUNDING.
    /// Source: TFLite <c>reference/depthwiseconv_uint8.h</c>, whose template argument is kAwayFromZero.
    /// </summary>
    public bool UInt8DepthwiseRoundsTwice { get; init; }

    /// <summary>
    /// SUM adds the bytes of int8 without their sign, though with int8's zero points, and clamps to 0 … 255. Source: TFLite
    /// <c>kernels/reduce.cc</c>, whose reference version is instantiated for uint8 alone. Its optimized kernel is right.
    /// </summary>
    public bool SumTakesInt8ForUInt8 { get; init; }

    /// <summary>
    /// An LSTM's peephole weights are counted by outputs instead of cells: with a projection the last cells have none. Source: TFLite
    /// <c>kernels/lstm_eval.cc</c>, CalculateLstmGateInteger8x8_16.
    /// </summary>
    public bool LstmPeepholesCountOutputs { get; init; }
}
