using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Requantization.Tests;

/// <summary>A 1x1 convolution from 2 to 2 channels on a 2x2 image, uint8 per tensor as TF1 writes it.</summary>
internal static class GraphOfOneConvolution
{
    public static QuantizedGraph Create(byte[] weights, byte weightZeroPoint, float outputScale = 0.05f, int outputZeroPoint = 0) => new()
    {
        Name = "test",
        Inputs = [0],
        Outputs = [3],
        Tensors =
        [
            Activation("input", 1 / 128f, 128),
            new Tensor
            {
                Name = "weights",
                Type = ElementType.UInt8,
                Shape = new TensorShape(2, 1, 1, 2),
                Quantization = new QuantizationParameters(0.01f, weightZeroPoint),
                Data = weights,
            },
            new Tensor
            {
                Name = "bias",
                Type = ElementType.Int32,
                Shape = new TensorShape(2),
                Quantization = new QuantizationParameters(0.01f / 128),
                Data = MemoryMarshal.AsBytes<int>([1000, -1000]).ToArray(),
            },
            Activation("output", outputScale, outputZeroPoint),
        ],
        Operators = [new Conv2D { Inputs = [0, 1, 2], Outputs = [3], Padding = Padding.Valid }],
    };

    private static Tensor Activation(string name, float scale, int zeroPoint) => new()
    {
        Name = name,
        Type = ElementType.UInt8,
        Shape = new TensorShape(1, 2, 2, 2),
        Quantization = new QuantizationParameters(scale, zeroPoint),
    };
}
