
namespace Mrq.Core.Numerics;

/// <summary>
/// The integer arithmetic of an engine, as data: kernels read it, none of them names an engine. Zero points, fused activations and
/// biases are the graph's own; this says how sums are held and how they are brought to the output's scale.
/// </summary>
public sealed record Arithmetic
{
    /// <summary>TFLite's reference kernels in the default build, up to 2.19.</summary>
    public static readonly Arithmetic TFLite = new()
    {
        Name = "tflite",
        Description = "TFLite's reference kernels up to 2.19: double rounding, fixed-point FULLY_CONNECTED",
        Quirks = RuntimeQuirks.TFLite,
    };

    /// <summary>The same kernels built with TFLITE_SINGLE_ROUNDING=1.</summary>
    public static readonly Arithmetic TFLiteSingleRounding = new()
    {
        Name = "tflite-single-rounding",
        Description = "the same kernels built with TFLITE_SINGLE_ROUNDING=1",
        Requantization = Requantization.TFLiteSingleRounding,
        Quirks = RuntimeQuirks.TFLite,
    };

    /// <summary>TFLite from 2.20 on.</summary>
    public static readonly Arithmetic TFLite220 = new()
    {
        Name = "tflite-2.20",
        Description = "TFLite's reference kernels from 2.20: FULLY_CONNECTED requantizes in double, all else as tflite",
        FullyConnected = FullyConnectedRequantization.Double,
        Quirks = RuntimeQuirks.TFLite,
    };

    /// <summary>tflite-micro: TFLite's requantization, kernels of its own.</summary>
    public static readonly Arithmetic TFLiteMicro = new()
    {
        Name = "tflite-micro",
        Description = "tflite-micro's reference kernels: as tflite, but for what the table below tells",
        Quirks = RuntimeQuirks.TFLiteMicro,
    };

    /// <summary>TFLite's requantization without any runtime's quirks, for targets that compute as TFLite specifies but run no TFLite.</summary>
    public static readonly Arithmetic Gemmlowp = new()
    {
        Name = "gemmlowp",
        Description = "a 31-bit multiplier rounded twice, as tflite, without TFLite's own faults: CMSIS-NN and other libraries for chips",
    };

    /// <summary>What a TFLite file means before it is converted.</summary>
    public static readonly Arithmetic TFLiteSource = TFLite with { Quirks = RuntimeQuirks.TFLiteSource };

    /// <summary>ONNX Runtime's quantized operators on x86 with VNNI or SSE4.1, as its default optimization level makes them.</summary>
    public static readonly Arithmetic OnnxRuntime = new()
    {
        Name = "onnxruntime",
        Description = "ONNX Runtime's quantized operators on x86 (VNNI, AMX or SSE4.1), optimization level all: float32 factors, ties to even",
        Requantization = Numerics.Requantization.OnnxRuntime,
        WideRequantization = Numerics.Requantization.OnnxRuntime,
        Formulas = OperatorFormulas.OnnxRuntime,
    };

    /// <summary>The same where int8 tensors were made uint8, 128 higher.</summary>
    public static readonly Arithmetic OnnxRuntimeShifted = OnnxRuntime with { Name = "onnxruntime-u8", Description = "the same after int8 was shifted to uint8", ShiftsInt8 = true };

    /// <summary>ONNX Runtime without its quantized operators: each in float32 between DequantizeLinear and QuantizeLinear.</summary>
    public static readonly Arithmetic OnnxRuntimeUnfused = OnnxRuntime with
    {
        Name = "onnxruntime-unfused",
        Description = "ONNX Runtime at optimization level disabled, one thread: operators in float32 between DequantizeLinear and QuantizeLinear, products summed in its order",
        IsUnfused = true,
    };

    /// <summary>ONNX Runtime on x86 with AVX2 and no VNNI, where pairs of products of uint8 and int8 saturate.</summary>
    public static readonly Arithmetic OnnxRuntimeAvx2 = OnnxRuntime with
    {
        Name = "onnxruntime-avx2",
        Description = "the same on x86 with AVX2 and no VNNI: two neighbouring products of uint8 and int8 are added in 16 bits that saturate",
        SaturatesPairs = true,
    };

    /// <summary>What the ONNX standard says of its quantized operators, as its own reference implementation computes it.</summary>
    public static readonly Arithmetic OnnxReference = OnnxRuntimeUnfused with
    {
        Name = "onnx-reference",
        Description = "the ONNX standard's own reference: the real value of exact sums in double, the zero point added before ties go to even; other operators in float32",
        IsReference = true,
    };

    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>From an accumulator of 8-bit operators, and from any 32-bit number to another scale.</summary>
    public Requantization Requantization { get; init; } = Requantization.TFLite;

    /// <summary>From an accumulator of int16 activations with an int64 bias.</summary>
    public Requantization WideRequantization { get; init; } = Requantization.TFLite16x8;

    /// <summary>Where products of 8-bit operators are summed.</summary>
    public Accumulator Accumulator { get; init; } = Accumulator.Int32;

    /// <summary>Where products of int16 activations are summed when the bias is int64.</summary>
    public Accumulator WideAccumulator { get; init; } = Accumulator.Int64;

    public FullyConnectedRequantization FullyConnected { get; init; } = FullyConnectedRequantization.FixedPoint;

    /// <summary>How AVERAGE_POOL_2D divides, under TFLite's formulas.</summary>
    public AveragePoolRule AveragePool { get; init; }

    /// <summary>How ADD and SUB of 8 bits scale their inputs, under TFLite's formulas.</summary>
    public SumRule Sums { get; init; }

    /// <summary>Whose formulas operators follow that do more than sum products.</summary>
    public OperatorFormulas Formulas { get; init; } = OperatorFormulas.TFLite;

    /// <summary>Of ONNX Runtime's formulas: whether operators compute on real numbers, and only their result is quantized.</summary>
    public bool IsUnfused { get; init; }

    /// <summary>Of unfused linear operators: whether sums are exact and scaled in double, and the zero point comes before the rounding.</summary>
    public bool IsReference { get; init; }

    /// <summary>Of ONNX Runtime's formulas: whether two neighbouring products of uint8 and int8 are added in 16 bits that saturate, depthwise convolutions apart.</summary>
    public bool SaturatesPairs { get; init; }

    /// <summary>Of products in float32: how weights lie, by which ONNX Runtime adds in one order or another.</summary>
    public MatrixLayout MatrixLayout { get; init; } = MatrixLayout.OutputByOutput;

    /// <summary>Of ONNX Runtime's formulas: whether int8 is computed as uint8, 128 higher, which shows where zero points are rounded with the rest.</summary>
    public bool ShiftsInt8 { get; init; }

    /// <summary>What the runtime's kernels do otherwise than the formulas.</summary>
    public RuntimeQuirks Quirks { get; init; } = RuntimeQuirks.None;

    /// <summary>A build with TFLITE_SINGLE_ROUNDING also rounds some functions otherwise.</summary>
    public bool IsSingleRounding => Requantization.Method == RequantizationMethod.Q31SingleRounding;

    /// <summary>
    /// The arithmetic for factors that are part of a function and no ratio of scales, such as softmax's beta or a mean's 1/n: a 31-bit
    /// multiplier also where accumulators are requantized by a shift.
    /// </summary>
    public Arithmetic ForFunctions => this with { Requantization = IsSingleRounding ? Requantization.TFLiteSingleRounding : Requantization.TFLite };

    public FixedPointMultiplier Quantize(double factor) => Requantization.Quantize(factor);

    /// <summary>x · factor under this arithmetic's requantization.</summary>
    public int Multiply(int x, FixedPointMultiplier multiplier) => Requantization.Apply(x, multiplier);

    /// <summary>The name: a record would print the variants that it holds, each with its own, without end.</summary>
    public override string ToString() => Name;
}

/// <summary>Whose definitions of operators an arithmetic computes.</summary>
public enum OperatorFormulas
{
    /// <summary>Integers all the way, as TFLite specifies them.</summary>
    TFLite,

    /// <summary>float32 between integers: ONNX Runtime's quantized operators.</summary>
    OnnxRuntime,
}

/// <summary>How the weights of a matrix product lie.</summary>
public enum MatrixLayout
{
    /// <summary>All of one output, then all of the next: Gemm's transB.</summary>
    OutputByOutput,

    /// <summary>All of one input, then all of the next, as MatMul has them.</summary>
    InputByInput,

    /// <summary>Real constants, which a session packs before it runs.</summary>
    Packed,
}
