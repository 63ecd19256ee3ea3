namespace Mrq.Core.Numerics;

/// <summary>What a right shift or a conversion from a real number does with the part that it drops.</summary>
public enum Rounding
{
    /// <summary>To the nearest integer, ties toward +∞: floor(x + ½). ESP32-S3, MAX78000, GAP, Vitis DPU, TOSA, TFLITE_SINGLE_ROUNDING.</summary>
    HalfUp,

    /// <summary>To the nearest integer, ties away from zero. gemmlowp's RoundingDivideByPOT, C's round.</summary>
    HalfAwayFromZero,

    /// <summary>To the nearest integer, ties to the even one. ESP32-P4, IEEE 754's default, C's rint.</summary>
    HalfToEven,

    /// <summary>The fraction is cut off: C's integer division.</summary>
    TowardZero,

    /// <summary>To the next integer toward −∞: a bare arithmetic shift.</summary>
    Floor,
}
