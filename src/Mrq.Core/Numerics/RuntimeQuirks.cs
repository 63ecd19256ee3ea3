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
        UInt8RoundsTwice = true,
        SumTakesInt8ForUInt8 = true,
        LstmPeepholesCountOutputs = true,
        RefusesUndefinedValues = true,
        RefusesOtherOutputs = true,
    };

    /// <summary>TFLite's kernels as a network's author measured them: the optimized ones, on which the reference's faulty sum does not show.</summary>
    public static readonly RuntimeQuirks TFLiteSource = TFLite with { Name = "tflite-source", SumTakesInt8ForUInt8 = false };

    /// <summary>tflite-micro's reference kernels. It has none for uint8; those are as in TFLite here.</summary>
    public static readonly RuntimeQuirks TFLiteMicro = new()
    {
        Name = "tflite-micro",
        IgnoresZeroPointOfInt8Weights = true,
        UInt8RoundsTwice = true,
        SubtractsWithSingleMultipliers = true,
        MultipliesWithDoubleMultipliers = true,
        IgnoresPowerOfTwoFlag = true,
        Int8SigmoidInFixedPoint = true,
        Int16SoftmaxInSingle = true,
        Relu6KeepsScale = true,
        SvdfStateWraps = true,
        LstmUsesTables = true,
        RefusesUndefinedValues = true,
        RefusesOtherOutputs = true,
    };

    /// <summary>Every set that a scheme can name.</summary>
    public static IReadOnlyList<RuntimeQuirks> All { get; } = [None, TFLite, TFLiteSource, TFLiteMicro];

    public required string Name { get; init; }

    /// <summary>
    /// Convolutions take int8 and int4 weights as they are, and FULLY_CONNECTED those with a scale per channel, whatever zero points the file
    /// gives them. Source: TFLite <c>reference/integer_ops/conv.h</c>, <c>depthwise_conv.h</c>, <c>fully_connected.h</c>.
    /// </summary>
    public bool IgnoresZeroPointOfInt8Weights { get; init; }

    /// <summary>
    /// DEPTHWISE_CONV_2D and LOG_SOFTMAX of uint8 keep the double rounding in a build with TFLITE_SINGLE_ROUNDING. Source: TFLite
    /// <c>reference/depthwiseconv_uint8.h</c>, whose template argument is kAwayFromZero, and <c>reference/log_softmax.h</c>.
    /// </summary>
    public bool UInt8RoundsTwice { get; init; }

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

    /// <summary>
    /// SUB derives its multipliers in float32, where ADD and TFLite do so in double: a value is the next one now and then. All three must be below
    /// 1, the output's too. Source: tflite-micro <c>kernels/sub_common.cc</c>.
    /// </summary>
    public bool SubtractsWithSingleMultipliers { get; init; }

    /// <summary>
    /// MUL and PRELU derive their multipliers in double, where TFLite does so in float32. Source: tflite-micro <c>kernels/mul_common.cc</c>,
    /// <c>prelu_common.cc</c>.
    /// </summary>
    public bool MultipliesWithDoubleMultipliers { get; init; }

    /// <summary>
    /// ADD and SUB of int16 compute by the general formula whatever <c>pot_scale_int16</c> says. Source: tflite-micro
    /// <c>kernels/add_common.cc</c>, <c>sub_common.cc</c>.
    /// </summary>
    public bool IgnoresPowerOfTwoFlag { get; init; }

    /// <summary>
    /// LOGISTIC and TANH of int8 in gemmlowp's fixed point, whatever the output's parameters, instead of a table of the real function.
    /// Source: tflite-micro <c>kernels/logistic_common.cc</c>, <c>tanh.cc</c>; TFLite <c>reference/integer_ops/logistic.h</c>, <c>tanh.h</c>.
    /// </summary>
    public bool Int8SigmoidInFixedPoint { get; init; }

    /// <summary>
    /// SOFTMAX of int16 has its tables computed in float32, where TFLite's are in double: a few samples are the next one. Source:
    /// tflite-micro <c>kernels/softmax_common.cc</c>.
    /// </summary>
    public bool Int16SoftmaxInSingle { get; init; }

    /// <summary>
    /// RELU6 clamps its input and takes no notice of the output's scale and zero point. Source: tflite-micro
    /// <c>kernels/activations_common.cc</c>.
    /// </summary>
    public bool Relu6KeepsScale { get; init; }

    /// <summary>
    /// SVDF clamps what it adds to its memory before it adds the memory's zero point, and that sum wraps around. It shows where the memory
    /// is int8. Source: tflite-micro <c>kernels/svdf_common.cc</c>.
    /// </summary>
    public bool SvdfStateWraps { get; init; }

    /// <summary>
    /// An LSTM takes its functions from the int16 table of LOGISTIC and TANH, saturates each product by itself and multiplies gates as MUL does;
    /// its hidden state has the output's scale. Source: tflite-micro <c>kernels/lstm_eval.cc</c>, <c>lstm_eval_common.cc</c>.
    /// </summary>
    public bool LstmUsesTables { get; init; }

    /// <summary>
    /// A run ends at a divisor of 0 and at a root of a negative number. Elsewhere a quotient by 0 is the end of its type on the dividend's side, 0 / 0 the zero point, and a number
    /// below 0 has the root of 0. Source: TFLite <c>kernels/div.cc</c>, <c>kernels/elementwise.cc</c>.
    /// </summary>
    public bool RefusesUndefinedValues { get; init; }

    /// <summary>
    /// SOFTMAX, LOG_SOFTMAX, LOGISTIC, L2_NORMALIZATION, and TANH of int16 are refused where the output has another scale or zero point than the one that they are written for.
    /// So is a CONCATENATION of int8 or int16 whose inputs have other scales than its output. Elsewhere any other output is computed in float32 between what DequantizeLinear and QuantizeLinear do. Source: TFLite <c>kernels/activations.cc</c>, <c>kernels/l2norm.cc</c>.
    /// </summary>
    public bool RefusesOtherOutputs { get; init; }
}
