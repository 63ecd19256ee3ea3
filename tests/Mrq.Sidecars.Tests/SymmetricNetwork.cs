using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Sidecars.Tests;

/// <summary>A small network of symmetric int8 and scales that are powers of two: Conv + Relu, depthwise + Relu6, Add, MaxPool, Mean, FullyConnected.</summary>
internal static class SymmetricNetwork
{
    /// <summary>With real numbers at its input and its output.</summary>
    public static QuantizedGraph WithRealEdges(int channels)
    {
        var graph = Of(channels);
        return graph with
        {
            Tensors = graph.Tensors.Add(graph.Tensors[0] with { Name = "real_in", Type = ElementType.Float32, Quantization = null }).Add(graph.Tensors[11] with { Name = "real_out", Type = ElementType.Float32, Quantization = null }),
            Operators = [new Quantize { Inputs = [12], Outputs = [0] }, .. graph.Operators, new Dequantize { Inputs = [11], Outputs = [13] }],
            Inputs = [12],
            Outputs = [13],
        };
    }

    public static QuantizedGraph WithSoftmax(int channels)
    {
        var graph = Of(channels);
        return graph with
        {
            Tensors = graph.Tensors.Add(new Tensor { Name = "scores", Type = ElementType.Int8, Shape = new TensorShape(1, 10), Quantization = new QuantizationParameters(1f / 256, -128) }),
            Operators = graph.Operators.Add(new Softmax { Inputs = [11], Outputs = [12], Beta = 1 }),
            Outputs = [12],
        };
    }

    public static QuantizedGraph Of(int channels)
    {
        var tensors = new List<Tensor>();
        Add("in", ElementType.Int8, -6, [1, 8, 8, 3]);
        Add("w1", ElementType.Int8, -7, [channels, 3, 3, 3], isConstant: true);
        tensors.Add(new Tensor { Name = "b1", Type = ElementType.Int32, Shape = new TensorShape(channels), Quantization = new QuantizationParameters((float)Math.ScaleB(1, -13)), Data = MemoryMarshal.AsBytes<int>(Enumerable.Range(0, channels).Select(channel => (channel * 5) - 60).ToArray()).ToArray() });
        Add("c1", ElementType.Int8, -5, [1, 4, 4, channels]);
        Add("w2", ElementType.Int8, -6, [1, 3, 3, channels], isConstant: true);
        Add("c2", ElementType.Int8, -4, [1, 4, 4, channels]);
        Add("sum", ElementType.Int8, -4, [1, 4, 4, channels]);
        Add("pooled", ElementType.Int8, -4, [1, 2, 2, channels]);
        Add("mean", ElementType.Int8, -5, [1, channels]);
        tensors.Add(new Tensor { Name = "axes", Type = ElementType.Int32, Shape = new TensorShape(2), Data = MemoryMarshal.AsBytes<int>(new[] { 1, 2 }).ToArray() });
        Add("w3", ElementType.Int8, -7, [10, channels], isConstant: true);
        Add("out", ElementType.Int8, -4, [1, 10]);
        return new QuantizedGraph
        {
            Name = "net",
            Tensors = [.. tensors],
            Operators =
            [
                new Conv2D { Inputs = [0, 1, 2], Outputs = [3], StrideH = 2, StrideW = 2, Padding = Padding.Same, FusedActivationFunction = ActivationFunctionType.Relu },
                new DepthwiseConv2D { Inputs = [3, 4], Outputs = [5], Padding = Padding.Same, FusedActivationFunction = ActivationFunctionType.Relu6 },
                new Add { Inputs = [3, 5], Outputs = [6] },
                new MaxPool2D { Inputs = [6], Outputs = [7], FilterHeight = 2, FilterWidth = 2, StrideH = 2, StrideW = 2, Padding = Padding.Valid },
                new Mean { Inputs = [7, 9], Outputs = [8] },
                new FullyConnected { Inputs = [8, 10], Outputs = [11] },
            ],
            Inputs = [0],
            Outputs = [11],
        };

        void Add(string name, ElementType type, int exponent, int[] shape, bool isConstant = false)
        {
            var data = new byte[shape.Aggregate(1, (product, dimension) => product * dimension)];
            new Random(tensors.Count).NextBytes(data);
            tensors.Add(new Tensor { Name = name, Type = type, Shape = new TensorShape(shape), Quantization = new QuantizationParameters((float)Math.ScaleB(1, exponent)), Data = isConstant ? (ReadOnlyMemory<byte>?)data : null });
        }
    }
}
