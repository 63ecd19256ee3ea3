namespace Mrq.Core.Numerics;

/// <summary>QuantizeLinear and DequantizeLinear, each step rounded to float32. Source: ONNX operators of these names, opset 13, as ONNX Runtime computes them.</summary>
public static class LinearQuantization
{
    /// <summary>f32((q − z)·s).</summary>
    public static float Dequantize(int integer, float scale, int zeroPoint) => (float)(integer - zeroPoint) * scale;

    /// <summary>RNE(clamp(f32(x / s))) + z; not-a-number becomes the least integer.</summary>
    /// <param name="value">The real number.</param>
    /// <param name="scale">Of the integers, above 0.</param>
    /// <param name="zeroPoint">Of the integers.</param>
    /// <param name="range">The integers that there are.</param>
    public static int Quantize(float value, float scale, int zeroPoint, (int Low, int High) range)
    {
        var quotient = value / scale;
        var (low, high) = (range.Low - zeroPoint, range.High - zeroPoint);
        return FloatingPoint.RoundAndClamp(float.IsNaN(quotient) ? low : Math.Clamp(quotient, low, high), Rounding.HalfToEven) + zeroPoint;
    }
}
