using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Layers;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Tests;

/// <summary>Graphs that no converter writes, where samples and weights are looked at.</summary>
[TestClass]
public sealed class HostileGraphTests
{
    [TestMethod]
    [DataRow(-5)]
    [DataRow(2)]
    [DataRow(int.MaxValue)]
    public void Weights_whose_channels_lie_in_no_dimension_have_no_histogram(int axis)
    {
        var weights = new Tensor { Name = "w", Type = ElementType.Int8, Shape = new TensorShape(2, 1), Data = new byte[] { 1, 2 }, Quantization = new QuantizationParameters([1, 2], [0, 0], axis) };

        Assert.IsNull(WeightHistograms.Of(weights, weights, null, 4));
        Assert.IsNotNull(WeightHistograms.Of(weights with { Quantization = new QuantizationParameters([1, 2], [0, 0], 0) }, weights with { Quantization = new QuantizationParameters([1], [0], axis) }, null, 4));
    }

    [TestMethod]
    public void A_quantize_without_output_says_nothing_of_its_input()
    {
        var graph = Graph(new TensorShape(1, 2)) with { Operators = [new Quantize { Inputs = [0], Outputs = [] }] };

        Assert.AreEqual((-128d, 127d), InputDomain.Of(graph, 0).Range);
    }

    [TestMethod]
    [DataRow("MRQ1051", 1, 0)]
    [DataRow("MRQ1006", 1 << 13, 1 << 13)]
    public void An_output_of_no_values_or_of_too_many_is_not_scored(string code, params int[] shape)
    {
        var graph = Graph(new TensorShape(shape)) with { Operators = [], Outputs = [1] };
        graph = graph with { Tensors = graph.Tensors.SetItem(1, graph.Tensors[1] with { IsVariable = true }) };
        var data = Dataset.Create(new NumpyArray("data", ElementType.Int8, new TensorShape(1, 1, 2), new byte[2]), null);

        var error = Assert.ThrowsExactly<MrqException>(() => ModelComparison.Measure(GraphRun.Of(graph, Arithmetic.TFLite, data, graph), null, Metric.Agreement, data, new ParallelOptions()));

        Assert.AreEqual(code, error.Code.Id, error.Message);
        Assert.AreEqual("output", error.Place.Tensor);
    }

    private static QuantizedGraph Graph(TensorShape output) => new()
    {
        Name = "test",
        Tensors = [Activation("input", new TensorShape(1, 2)), Activation("output", output)],
        Operators = [new Relu { Inputs = [0], Outputs = [1] }],
        Inputs = [0],
        Outputs = [1],
    };

    private static Tensor Activation(string name, TensorShape shape) => new() { Name = name, Type = ElementType.Int8, Shape = shape, Quantization = new QuantizationParameters(1) };
}
