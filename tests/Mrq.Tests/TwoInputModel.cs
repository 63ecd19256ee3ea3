using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;
using Mrq.Formats.TfLite;

namespace Mrq.Tests;

/// <summary>
/// A network of two inputs and two outputs: scores of an image, and the same with what is known besides added. The image is uint8 of 0 to 1, what is
/// known are four real numbers.
/// </summary>
internal static class TwoInputModel
{
    public const int Samples = 24;
    private const int Side = 6;
    private const int Classes = 4;

    /// <summary>The file's bytes.</summary>
    public static byte[] Bytes() => TfLiteModel.Create(Graph(), "two inputs, two outputs");

    /// <summary>Images, one for each sample.</summary>
    public static NumpyArray Images(string name) => NumpyArray.Create<byte>(name, new TensorShape(Samples, Side, Side, 3), [.. Enumerable.Range(0, Samples * Side * Side * 3).Select(i => (byte)Random(i, 256))]);

    /// <summary>Real numbers, four for each sample.</summary>
    public static NumpyArray Numbers(string name) => NumpyArray.Create<float>(name, new TensorShape(Samples, Classes), [.. Enumerable.Range(0, Samples * Classes).Select(i => (Random(i + 1000, 2000) - 1000) / 1000f)]);

    /// <summary>A class for each sample.</summary>
    public static NumpyArray Labels(string name) => NumpyArray.Create<int>(name, new TensorShape(Samples), [.. Enumerable.Range(0, Samples).Select(i => (int)Random(i + 5000, Classes))]);

    private static QuantizedGraph Graph()
    {
        byte[] weights = [.. Enumerable.Range(0, Classes * Side * Side * 3).Select(i => unchecked((byte)(sbyte)(Random(i + 9000, 255) - 127)))];
        return new QuantizedGraph
        {
            Name = "main",
            Inputs = [0, 1],
            Outputs = [5, 6],
            Tensors =
            [
                Activation("serving_default_image:0", ElementType.UInt8, 1 / 255f, 0, 1, Side, Side, 3),
                Activation("serving_default_known:0", ElementType.Int8, 1 / 127f, 0, 1, Classes),
                Activation("quantized", ElementType.Int8, 1 / 255f, -128, 1, Side, Side, 3),
                new Tensor { Name = "weights", Type = ElementType.Int8, Shape = new TensorShape(Classes, Side * Side * 3), Quantization = new QuantizationParameters(0.004f), Data = weights },
                new Tensor { Name = "bias", Type = ElementType.Int32, Shape = new TensorShape(Classes), Quantization = new QuantizationParameters(0.004f / 255), Data = new byte[4 * Classes] },
                Activation("scores", ElementType.Int8, 0.04f, 3, 1, Classes),
                Activation("sum", ElementType.Int8, 0.05f, -5, 1, Classes),
            ],
            Operators =
            [
                new Quantize { Inputs = [0], Outputs = [2] },
                new FullyConnected { Inputs = [2, 3, 4], Outputs = [5] },
                new Add { Inputs = [5, 1], Outputs = [6] },
            ],
        };
    }

    private static Tensor Activation(string name, ElementType type, float scale, int zeroPoint, params int[] shape) =>
        new() { Name = name, Type = type, Shape = new TensorShape(shape), Quantization = new QuantizationParameters(scale, zeroPoint) };

    private static long Random(int index, int count) => (long)(SplitMix64.Mix((ulong)index + 1) % (ulong)count);
}
