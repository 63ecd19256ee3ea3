using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Requantization.Tests.Verify;

/// <summary>What is folded into activations passes each operator by its algebra, or not at all; callers see the source's values.</summary>
[TestClass]
public sealed class VerifiedFoldingTests
{
    private const double Factor = 1.5;

    [TestMethod]
    public void Operands_of_a_sum_with_different_factors() =>
        Inside("ADD at 1: different factors are folded into what it reads and writes.", "", (graph, x, y) => new Add { Inputs = [x, x], Outputs = [y] });

    [TestMethod]
    public void A_requantization_passes_its_factor_on() =>
        Inside("QUANTIZE at 1: different factors are folded", "", (graph, x, y) => new Quantize { Inputs = [x], Outputs = [y] });

    [TestMethod]
    public void A_pool_passes_its_factor_on() =>
        Inside("MAX_POOL_2D at 1: different factors are folded", "", (graph, x, y) => new MaxPool2D { Inputs = [x], Outputs = [y] });

    [TestMethod]
    public void A_product_has_the_product_of_factors() =>
        Inside("MUL at 1: its output's factor is not the product of its inputs'.", null, (graph, x, y) => new Mul { Inputs = [x, x], Outputs = [y] });

    [TestMethod]
    public void A_slope_has_no_factor() =>
        Inside("PRELU at 1: different factors are folded", "", (graph, x, y) => new Prelu { Inputs = [x, graph.Operand(1, 5, 6)], Outputs = [y] });

    [TestMethod]
    public void An_operator_that_does_not_scale_sees_the_sources_values() =>
        Inside("RELU6 at 1: a factor is folded into what it reads or writes, and it does not pass one on.", null, (graph, x, y) => new Relu6 { Inputs = [x], Outputs = [y] });

    [TestMethod]
    public void Softmax_takes_a_factor_up_in_its_beta()
    {
        var graph = Layer(new JudgedGraph("int8-symmetric-pow2") { IsCorrected = true }, out var scores);
        graph.With(new Softmax { Inputs = [scores], Outputs = [graph.Activation(1 / 256f, -128)], Beta = 3 }).Folding(scores, Factor);

        Assert.Contains("SOFTMAX at 1: its beta 3 does not take up the factor of its input.", graph.Unchanged());
        Assert.AreEqual("", graph.With(target => target with { Operators = [target.Operators[0], ((Softmax)target.Operators[1]) with { Beta = 2 }] }));
    }

    [TestMethod]
    public void Softmax_keeps_its_beta_where_nothing_is_folded()
    {
        var graph = new JudgedGraph("int8-symmetric-pow2");
        graph.With(new Softmax { Inputs = [graph.Activation(1)], Outputs = [graph.Activation(1 / 256f, -128)] });

        Assert.Contains("SOFTMAX at 0: its beta 2", graph.With(target => target with { Operators = [((Softmax)target.Operators[0]) with { Beta = 2 }] }));
    }

    [TestMethod]
    public void What_is_made_of_real_numbers_has_no_factor()
    {
        var graph = new JudgedGraph("int8-symmetric-pow2") { IsCorrected = true };
        var (real, quantized) = (graph.Real(), graph.Activation(0.5f));
        graph.With(new Quantize { Inputs = [real], Outputs = [quantized] });
        graph.With(new Conv2D { Inputs = [quantized, graph.Weights(0.25f), graph.Bias(0.125f)], Outputs = [graph.Activation(1)] }).Folding(quantized, Factor);

        Assert.Contains("QUANTIZE at 0: a factor is folded into what it makes of real numbers.", graph.Unchanged());
    }

    [TestMethod]
    public void What_becomes_real_numbers_has_no_factor()
    {
        var graph = Layer(new JudgedGraph("int8-symmetric-pow2") { IsCorrected = true }, out var quantized);
        graph.With(new Dequantize { Inputs = [quantized], Outputs = [graph.Real()] }).Folding(quantized, Factor);

        Assert.Contains("DEQUANTIZE at 1: a factor is folded", graph.Unchanged());
    }

    [TestMethod]
    public void Factors_of_single_channels_stay_between_layers()
    {
        var graph = Layer(new JudgedGraph("int8-symmetric-pow2") { IsCorrected = true }, out var middle);
        graph.With(new Transpose { Inputs = [middle, graph.Integers(0, 2, 1, 3)], Outputs = [graph.Activation(1)] });
        var source = graph.Build();

        Assert.Contains("TRANSPOSE at 1: factors of single channels are folded", string.Join('\n', Mrq.Requantization.Verify.ConversionVerifier.Violations(new Mrq.Requantization.Verify.Conversion(
            source, source, new Dictionary<int, FoldedActivation> { [middle] = new([1, 2], 0) }, Mrq.Requantization.Verify.ConversionRules.Of(graph.Scheme)))));
    }

    [TestMethod]
    public void A_zero_point_is_not_folded_into_what_zeros_are_filled_in()
    {
        var graph = Layer(new JudgedGraph("int8-symmetric-pow2") { IsCorrected = true }, out var middle);
        var padded = graph.Activation(1);
        graph.With(new Pad { Inputs = [middle], Outputs = [padded] }).Folding(middle, 1, -128).Folding(padded, 1, -128);

        Assert.Contains("PAD at 1: a zero point is folded into what it reads or writes, and it does not pass one on.", graph.Unchanged());
    }

    [TestMethod]
    public void A_zero_point_is_the_same_on_both_sides_of_what_moves_it()
    {
        var graph = Layer(new JudgedGraph("int8-symmetric-pow2") { IsCorrected = true }, out var middle);
        graph.With(new Reshape { Inputs = [middle, graph.Integers(1, 32)], Outputs = [graph.Activation(1, shape: [1, 32])] }).Folding(middle, 1, -128);

        Assert.Contains("RESHAPE at 1: different zero points are folded", graph.Unchanged());
    }

    [TestMethod]
    public void A_zero_point_is_not_folded_under_windows_that_leave_the_image()
    {
        var graph = Layer(new JudgedGraph("int8-symmetric-pow2") { IsCorrected = true }, out var middle);
        graph.With(new Conv2D { Inputs = [middle, Kernel(graph), graph.Bias(0.25f)], Outputs = [graph.Activation(1)], Padding = Padding.Same }).Folding(middle, 1, -128);

        Assert.Contains("CONV_2D at 1: its input has a folded zero point, and its windows leave the image", graph.Unchanged());
    }

    [TestMethod]
    public void A_zero_point_needs_a_bias_to_take_it_up()
    {
        var graph = Layer(new JudgedGraph("int8-symmetric-pow2") { IsCorrected = true }, out var middle);
        graph.With(new Conv2D { Inputs = [middle, graph.Weights(0.25f)], Outputs = [graph.Activation(1)], Padding = Padding.Valid }).Folding(middle, 1, -128);

        Assert.Contains("CONV_2D at 1: it has no bias that could take up a folded zero point.", graph.Unchanged());
    }

    [TestMethod]
    public void A_callers_tensors_are_themselves()
    {
        Assert.Contains("tensor 't0': it is read or written from outside, and its values are not the source's.", JudgedConvolution.Create(isCorrected: true).Folding(0, Factor).Unchanged());
        Assert.Contains("tensor 't3': it is read or written from outside", JudgedConvolution.Create(isCorrected: true).Folding(3, Factor).Unchanged());
    }

    [TestMethod]
    public void A_callers_tensors_hold_what_the_source_held()
    {
        Assert.Contains("tensor 't3': it holds -64 to 63.5, in the source -128 to 127.", JudgedConvolution.Create().With(3, tensor => tensor with { Quantization = new QuantizationParameters(0.5f) }));
        Assert.Contains("tensor 't0': it holds -32 to 31.75, in the source -64 to 63.5.", JudgedConvolution.Create(isCorrected: true).With(0, tensor => tensor with { Quantization = new QuantizationParameters(0.25f) }));
    }

    [TestMethod]
    public void A_callers_real_numbers_stay_real()
    {
        var graph = new JudgedGraph("int8-symmetric-pow2");
        var real = graph.Real();
        graph.With(new Quantize { Inputs = [real], Outputs = [graph.Activation(0.5f)] });

        Assert.Contains("tensor 't0': it is INT8, in the source FLOAT32.", graph.With(real, tensor => tensor with { Type = ElementType.Int8, Quantization = new QuantizationParameters(1) }));
    }

    [TestMethod]
    public void Other_inputs_of_the_graph() =>
        Assert.Contains("its graph inputs and outputs are not the source's", JudgedConvolution.Create().With(graph => graph with { Outputs = [0] }));

    /// <summary>A layer, an operator and a layer: a factor on the operator's input alone is wrong; one on both sides may be right.</summary>
    private static void Inside(string onInputAlone, string? onBoth, Func<JudgedGraph, int, int, Operator> create)
    {
        string Judge(bool both)
        {
            var graph = Layer(new JudgedGraph("int8-symmetric-pow2") { IsCorrected = true }, out var before);
            var after = graph.Activation(1);
            graph.With(create(graph, before, after));
            graph.With(new Conv2D { Inputs = [after, graph.Weights(0.25f), graph.Bias(0.25f)], Outputs = [graph.Activation(1)] }).Folding(before, Factor);
            return both ? graph.Folding(after, Factor).Unchanged() : graph.Unchanged();
        }

        Assert.Contains(onInputAlone, Judge(both: false));
        if (onBoth is not null)
        {
            Assert.AreEqual(onBoth, Judge(both: true));
        }
        else
        {
            Assert.AreNotEqual("", Judge(both: true));
        }
    }

    private static JudgedGraph Layer(JudgedGraph graph, out int output)
    {
        var (input, weights, bias) = (graph.Activation(0.5f), graph.Weights(0.25f), graph.Bias(0.125f));
        output = graph.Activation(1);
        return graph.With(new Conv2D { Inputs = [input, weights, bias], Outputs = [output], Padding = Padding.Valid });
    }

    private static int Kernel(JudgedGraph graph)
    {
        var weights = graph.Weights(0.25f);
        return graph.Replace(weights, tensor => tensor with { Shape = new TensorShape(2, 3, 3, 2), Data = new byte[36] });
    }
}
