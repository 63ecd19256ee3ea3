namespace Mrq.Core.Numerics;

/// <summary>What TFLite's FULLY_CONNECTED does with its accumulator; the rule changed in 2.20 (LiteRT issue 8567).</summary>
public enum FullyConnectedRequantization
{
    /// <summary>As every other operator: a fixed-point multiplier. TFLite up to 2.19, tflite-micro, CMSIS-NN.</summary>
    FixedPoint,

    /// <summary>round(acc · (input scale · weight scale / output scale)) in double, ties away from zero. TFLite's reference from 2.20.</summary>
    Double,
}
