using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Tests;

/// <summary>One operator on real numbers: quantized, run, and brought back, as the unit tests of LiteRT and tflite-micro do.</summary>
internal static class RealOperator
{
    /// <summary>The grid of a type over a range that holds 0; of int16 symmetric.</summary>
    public static QuantizationParameters Grid(ElementType type, double low, double high)
    {
        if (type == ElementType.Int16)
        {
            return new QuantizationParameters((float)(Math.Max(-low, high) / short.MaxValue));
        }

        var (minimum, maximum) = type.IntegerRange();
        var scale = (high - low) / (maximum - minimum);
        return new QuantizationParameters((float)scale, (long)Math.Round(minimum - (low / scale)));
    }

    public static Tensor Tensor(ElementType type, double low, double high, params ReadOnlySpan<int> shape) =>
        SmallTensors.Values(type, shape) with { Quantization = Grid(type, low, high) };

    /// <summary>The output's real values.</summary>
    public static double[] Run(Operator step, Tensor output, params (Tensor Tensor, double[] Values)[] inputs)
    {
        var tensors = inputs.Select(input => input.Tensor).ToArray();
        var bytes = inputs.Where(input => !input.Tensor.IsConstant).SelectMany(input => Encode(input.Tensor, input.Values)).ToArray();
        return Decode(output, OneOperatorGraph.Of(step, tensors, output).RunBytes(bytes, Arithmetic.TFLite));
    }

    public static byte[] Encode(Tensor tensor, double[] values) => [.. values.SelectMany(value =>
    {
        var (minimum, maximum) = tensor.Type.IntegerRange();
        var integer = (short)FloatingPoint.RoundAndClamp((value / tensor.Quantization!.Scale) + tensor.Quantization.ZeroPoint, minimum, maximum);
        return MemoryMarshal.AsBytes<short>([integer]).ToArray().Take(tensor.Type.BitWidth() / 8);
    })];

    public static double[] Decode(Tensor tensor, byte[] bytes) => tensor.Type == ElementType.Bool
        ? [.. bytes.Select(value => (double)value)]
        : [.. Enumerable.Range(0, bytes.Length * 8 / tensor.Type.BitWidth()).Select(i => tensor.Quantization!.Scale * (double)(tensor.Type.IntegerAt(bytes, i) - tensor.Quantization.ZeroPoint))];

    public static void AssertNear(double[] expected, double[] actual, double tolerance)
    {
        Assert.HasCount(expected.Length, actual);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.IsLessThanOrEqualTo(tolerance, Math.Abs(expected[i] - actual[i]), $"value {i}: {actual[i]} instead of {expected[i]}");
        }
    }
}
