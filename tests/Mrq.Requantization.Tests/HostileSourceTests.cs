using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Tests;

/// <summary>Sources that the passes could not stand are refused before the first of them.</summary>
[TestClass]
public sealed class HostileSourceTests
{
    private static readonly QuantizedGraph Source = GraphOfOneConvolution.Create([128, 1, 200, 255], 128);

    [TestMethod]
    public void A_bias_with_fewer_values_than_channels_is_refused() =>
        Refused(MrqCodes.InvalidOperator, With(2, Source.Tensors[2] with { Shape = new TensorShape(1), Data = new byte[4] }));

    [TestMethod]
    public void A_bias_of_8_bits_is_refused() => Refused(MrqCodes.InvalidOperator, With(2, Source.Tensors[2] with { Type = ElementType.Int8, Data = new byte[2] }));

    [TestMethod]
    public void A_bias_that_is_computed_is_refused() =>
        Refused(MrqCodes.InvalidOperator, With(2, Source.Tensors[2] with { Data = null, IsVariable = true }));

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    public void A_layer_without_its_inputs_is_refused(int inputs) =>
        Refused(MrqCodes.OperatorNotEmulated, Source with { Operators = [Source.Operators[0] with { Inputs = Source.Operators[0].Inputs[..inputs] }] });

    [TestMethod]
    public void A_layer_whose_weights_are_absent_is_refused() =>
        Refused(MrqCodes.OperatorNotEmulated, Source with { Operators = [Source.Operators[0] with { Inputs = [0, -1, 2] }] });

    [TestMethod]
    public void A_softmax_without_input_is_refused() =>
        Refused(MrqCodes.OperatorNotEmulated, Source with { Operators = [new Softmax { Inputs = [], Outputs = [3], Beta = 1 }] });

    [TestMethod]
    public void A_graph_whose_input_has_no_values_is_refused()
    {
        var empty = Source.Tensors[0] with { Shape = new TensorShape(0, 2) };
        Refused(MrqCodes.UnsupportedConversion, new QuantizedGraph
        {
            Name = "test",
            Tensors = [empty, empty with { Name = "output" }],
            Operators = [new Relu { Inputs = [0], Outputs = [1] }],
            Inputs = [0],
            Outputs = [1],
        });
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    public void Integers_that_move_between_a_tensor_with_and_one_without_a_scale_are_refused(int odd)
    {
        var tensors = new[] { Source.Tensors[3] with { Name = "input" }, Source.Tensors[3] };
        tensors[odd] = tensors[odd] with { Quantization = null };
        var graph = new QuantizedGraph { Name = "test", Tensors = [.. tensors], Operators = [new Reshape { Inputs = [0], Outputs = [1] }], Inputs = [0], Outputs = [1] };

        Refused(MrqCodes.UnsupportedConversion, graph);
    }

    [TestMethod]
    public void Weights_that_are_computed_are_refused()
    {
        var weights = Source.Tensors[1] with { Shape = new TensorShape(2, 2), Data = null };
        var graph = Source with { Inputs = [0, 1], Tensors = Source.Tensors.SetItem(1, weights), Operators = [new FullyConnected { Inputs = [0, 1, 2], Outputs = [3] }] };

        Refused(MrqCodes.UnsupportedConversion, graph);
    }

    [TestMethod]
    public void A_product_of_scales_that_float32_takes_for_0_is_refused()
    {
        var graph = With(0, Source.Tensors[0] with { Quantization = new QuantizationParameters(1e-45f, 128) });

        Refused(MrqCodes.DegenerateQuantization, graph with { Tensors = graph.Tensors.SetItem(2, graph.Tensors[2] with { Quantization = null }) });
    }

    [TestMethod]
    public void A_scale_that_the_scheme_makes_infinite_is_refused_by_its_tensor()
    {
        // 0 to 255 becomes -127 to 127: the scale is twice the source's.
        var output = Source.Tensors[3] with { Quantization = new QuantizationParameters(float.MaxValue, 0) };
        var graph = new QuantizedGraph { Name = "test", Tensors = [output with { Name = "input" }, output], Operators = [new Reshape { Inputs = [0], Outputs = [1] }], Inputs = [0], Outputs = [1] };

        var error = Assert.ThrowsExactly<MrqException>(() => Requantizer.Convert(graph, Arithmetic.TFLiteSource, SchemeCatalogue.Named("int8-symmetric"), null, new ParallelOptions()));

        Assert.AreEqual(MrqCodes.DegenerateQuantization, error.Code);
        Assert.AreEqual("input", error.Place.Tensor);
        Assert.Contains("the scale Infinity is not a positive number", error.Message);
    }

    private static QuantizedGraph With(int index, Tensor tensor) => Source with { Tensors = Source.Tensors.SetItem(index, tensor) };

    private static void Refused(MrqCode code, QuantizedGraph source)
    {
        foreach (var scheme in SchemeCatalogue.All)
        {
            var error = Assert.ThrowsExactly<MrqException>(() => Requantizer.Convert(source, Arithmetic.TFLiteSource, scheme, null, new ParallelOptions()), scheme.Name);
            Assert.AreEqual(code, error.Code, $"{scheme.Name}: {error.Message}");
        }
    }
}
