namespace Mrq.Core.Numerics;

/// <summary>How a Q31 multiplier is applied to an accumulator.</summary>
public enum RequantizationRounding
{
    /// <summary>TFLite's default: a rounding high multiplication, then a rounding shift (<see cref="FixedPoint.MultiplyDoubleRounding"/>).</summary>
    Double,

    /// <summary>TFLITE_SINGLE_ROUNDING: one 64-bit product and one rounding shift (<see cref="FixedPoint.MultiplySingleRounding"/>).</summary>
    Single,
}
