using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Tests;

/// <summary>Which schemes a model satisfies, and by what it does not.</summary>
[TestClass]
public sealed class SchemeCheckTests
{
    [TestMethod]
    public void A_layer_within_all_rules_satisfies_the_scheme() => Assert.IsEmpty(Violations(Graph()));

    [TestMethod]
    [DataRow("'weights' has the value -128, outside -127..127.", 1)]
    [DataRow("'input' has a zero point that is not 0.", 2)]
    [DataRow("MAX_POOL_2D at 1 needs one scale and zero point, and 'middle' and 'output' differ.", 3)]
    [DataRow("'weights' has one scale per channel.", 4)]
    [DataRow("'output' is UINT8, not INT8.", 5)]
    [DataRow("'input' is not quantized.", 6)]
    public void Whatever_breaks_a_rule_is_named(string message, int damage)
    {
        var graph = Graph();
        var damaged = damage switch
        {
            1 => (1, graph.Tensors[1] with { Data = new byte[] { 1, 2, 128, 4 } }),
            2 => (0, graph.Tensors[0] with { Quantization = new QuantizationParameters(0.5f, 3) }),
            3 => (3, graph.Tensors[3] with { Quantization = new QuantizationParameters(0.25f) }),
            4 => (1, graph.Tensors[1] with { Quantization = new QuantizationParameters([0.5f, 0.25f], [0, 0], 0) }),
            5 => (3, graph.Tensors[3] with { Type = ElementType.UInt8 }),
            _ => (0, graph.Tensors[0] with { Quantization = null }),
        };

        Assert.AreEqual(message, string.Join(' ', Violations(graph.WithTensors(new Dictionary<int, Tensor> { [damaged.Item1] = damaged.Item2 }))));
    }

    [TestMethod]
    public void A_tensor_that_no_operator_touches_breaks_no_rule()
    {
        var graph = Graph();
        Assert.IsEmpty(Violations(graph with { Tensors = graph.Tensors.Add(graph.Tensors[1] with { Name = "left over", Type = ElementType.Int32, Data = new byte[16] }) }));
    }

    private static IReadOnlyList<string> Violations(QuantizedGraph graph) => SchemeCheck.Violations(graph, SchemeCatalogue.Named("int8-symmetric"));

    private static QuantizedGraph Graph() => new()
    {
        Name = "test",
        Inputs = [0],
        Outputs = [3],
        Tensors =
        [
            Activation("input"),
            new Tensor { Name = "weights", Type = ElementType.Int8, Shape = new TensorShape(2, 1, 1, 2), Quantization = new QuantizationParameters(0.5f), Data = new byte[] { 1, 2, 127, 129 } },
            Activation("middle"),
            Activation("output"),
        ],
        Operators =
        [
            new Conv2D { Inputs = [0, 1, -1], Outputs = [2], Padding = Padding.Valid },
            new MaxPool2D { Inputs = [2], Outputs = [3], Padding = Padding.Same, FilterWidth = 2, FilterHeight = 2 },
        ],
    };

    private static Tensor Activation(string name) => new() { Name = name, Type = ElementType.Int8, Shape = new TensorShape(1, 2, 2, 2), Quantization = new QuantizationParameters(0.5f) };
}
