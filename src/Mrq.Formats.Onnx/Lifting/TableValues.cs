using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Formats.Onnx;

/// <summary>What a TABLE holds: an entry for each value of 8 bits, in the order of the type's bit patterns.</summary>
internal static class TableValues
{
    public static int[] Of(ElementType type, Func<int, int> function) => [.. Enumerable.Range(0, 256).Select(bits => function(type == ElementType.Int8 ? (sbyte)bits : bits))];

    /// <summary>Real values of a function of dequantized integers.</summary>
    public static float[] Real(Value integers, Func<float, float> function) =>
        [.. Of(integers.Type, value => value).Select(value => function(Dequantized(integers, value)))];

    /// <summary>Quantized values of it.</summary>
    public static int[] Quantized(Value integers, Func<float, float> function, Value output) =>
        Of(integers.Type, value => Quantize(function(Dequantized(integers, value)), output));

    /// <summary>DequantizeLinear: f32((q − z)·s).</summary>
    public static float Dequantized(Value integers, int value) => (float)(value - integers.Parameters!.ZeroPoint) * integers.Parameters.Scale;

    /// <summary>QuantizeLinear: RNE(clamp(f32(x / s))) + z; not-a-number becomes the least value.</summary>
    public static int Quantize(float value, Value output)
    {
        var (low, high) = output.Type.IntegerRange();
        var zeroPoint = output.Parameters!.ZeroPoint;
        var quotient = value / output.Parameters.Scale;
        return FloatingPoint.RoundAndClamp(float.IsNaN(quotient) ? low - zeroPoint : Math.Clamp(quotient, low - zeroPoint, high - zeroPoint), Rounding.HalfToEven) + zeroPoint;
    }
}
