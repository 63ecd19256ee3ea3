namespace Mrq.Core.Numerics;

/// <summary>How ADD and SUB of 8 bits bring their inputs to the output's scale.</summary>
public enum SumRule
{
    /// <summary>By multipliers of the engine's layers, in three roundings. Source: TFLite <c>reference/add.h</c>.</summary>
    General,

    /// <summary>A multiplier of 7 bits for each input and one shift of their sum. Source: sophgo/tpu-mlir <c>lib/Dialect/Tpu/Interfaces/Common/Add.cpp</c> for CV18xx.</summary>
    SharedShift,

    /// <summary>A multiplier of 7 bits and a shift for each input, each rounded by itself. Source: the same for BM1684X.</summary>
    OwnShifts,
}
