using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Evaluation.Layers;

namespace Mrq.Evaluation.Tests;

/// <summary>How far the weights of each output channel reach, wherever its dimension lies.</summary>
[TestClass]
public sealed class ChannelRangeTests
{
    [TestMethod]
    public void A_convolution_has_its_channels_first()
    {
        var graph = Graph(new TensorShape(2, 1, 1, 2), new QuantizationParameters([0.5f, 2], [0, 0], 0));

        CollectionAssert.AreEqual(new[] { (-1.0, 1.5), (10.0, 14.0) }, ChannelRanges.Of(graph, new Conv2D { Inputs = [0, 1], Outputs = [2] })!.ToArray());
    }

    [TestMethod]
    public void A_depthwise_one_has_them_last()
    {
        var graph = Graph(new TensorShape(1, 1, 2, 2), new QuantizationParameters(1));

        CollectionAssert.AreEqual(new[] { (-2.0, 5.0), (3.0, 7.0) }, ChannelRanges.Of(graph, new DepthwiseConv2D { Inputs = [0, 1], Outputs = [2], DepthMultiplier = 1 })!.ToArray());
    }

    [TestMethod]
    public void Factors_of_conversion_are_taken_back()
    {
        var graph = Graph(new TensorShape(2, 1, 1, 2), new QuantizationParameters(1));

        CollectionAssert.AreEqual(new[] { (-1.0, 3.0), (1.25, 7.0) }, ChannelRanges.Of(graph, new Conv2D { Inputs = [0, 1], Outputs = [2] }, [2, 1, 4, 1])!.ToArray());
    }

    [TestMethod]
    public void An_operator_without_weights_has_none() => Assert.IsNull(ChannelRanges.Of(Graph(new TensorShape(2, 1, 1, 2), new QuantizationParameters(1)), new Quantize { Inputs = [0], Outputs = [2] }));

    /// <summary>A layer with the weights −2, 3, 5 and 7.</summary>
    private static QuantizedGraph Graph(TensorShape shape, QuantizationParameters quantization) => new()
    {
        Name = "test",
        Inputs = [0],
        Outputs = [2],
        Tensors =
        [
            new Tensor { Name = "in", Type = ElementType.Int8, Shape = new TensorShape(1, 1, 2, 2), Quantization = new QuantizationParameters(1) },
            new Tensor { Name = "weights", Type = ElementType.Int8, Shape = shape, Quantization = quantization, Data = new byte[] { 0xFE, 3, 5, 7 } },
            new Tensor { Name = "out", Type = ElementType.Int8, Shape = new TensorShape(1, 1, 2, 2), Quantization = new QuantizationParameters(1) },
        ],
        Operators = [],
    };
}
