using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Requantization.Tests;

/// <summary>Two 1x1 convolutions one after the other on a 4x4 image, with a fused activation between them.</summary>
internal static class GraphOfTwoConvolutions
{
    /// <param name="scales">Scales of the first layer's weights: one, or one for each of its two channels.</param>
    /// <param name="function">What is fused into the first layer.</param>
    /// <param name="bias">Biases of the first layer.</param>
    public static QuantizedGraph Create(float[]? scales = null, ActivationFunctionType function = ActivationFunctionType.Relu6, int[]? bias = null)
    {
        scales ??= [0.013f];
        return new QuantizedGraph
        {
            Name = "test",
            Inputs = [0],
            Outputs = [6],
            Tensors =
            [
                Activation("input", 1 / 64f, 0, 2),
                Weights("first", scales, [100, -50, 30, 127]),
                Bias("first bias", bias ?? [20, -30]),
                Activation("middle", 6 / 255f, -128, 2),
                Weights("second", [0.021f], [60, -80, 10, 90]),
                Bias("second bias", [5, 7]),
                Activation("output", 0.05f, 3, 2),
            ],
            Operators =
            [
                new Conv2D { Inputs = [0, 1, 2], Outputs = [3], Padding = Padding.Valid, FusedActivationFunction = function },
                new Conv2D { Inputs = [3, 4, 5], Outputs = [6], Padding = Padding.Valid },
            ],
        };
    }

    private static Tensor Activation(string name, float scale, int zeroPoint, int channels) => new()
    {
        Name = name,
        Type = ElementType.Int8,
        Shape = new TensorShape(1, 4, 4, channels),
        Quantization = new QuantizationParameters(scale, zeroPoint),
    };

    private static Tensor Weights(string name, float[] scales, sbyte[] values) => new()
    {
        Name = name,
        Type = ElementType.Int8,
        Shape = new TensorShape(2, 1, 1, 2),
        Quantization = new QuantizationParameters([.. scales], [.. new long[scales.Length]], 0),
        Data = MemoryMarshal.AsBytes<sbyte>(values).ToArray(),
    };

    private static Tensor Bias(string name, int[] values) => new()
    {
        Name = name,
        Type = ElementType.Int32,
        Shape = new TensorShape(values.Length),
        Quantization = new QuantizationParameters(1e-4f),
        Data = MemoryMarshal.AsBytes<int>(values).ToArray(),
    };
}
