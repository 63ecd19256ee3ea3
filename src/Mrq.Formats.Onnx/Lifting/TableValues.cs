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

    public static float Dequantized(Value integers, int value) => LinearQuantization.Dequantize(value, integers.Parameters!.Scale, integers.Parameters.ZeroPoint);

    public static int Quantize(float value, Value output) => LinearQuantization.Quantize(value, output.Parameters!.Scale, output.Parameters.ZeroPoint, output.Type.IntegerRange());
}
