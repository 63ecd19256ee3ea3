using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Tests.Verify;

/// <summary>What operators demand of the tensors around them: ties, fixed outputs, clamps, shared constants, the source's structure.</summary>
[TestClass]
public sealed class VerifiedOperatorTests
{
    [TestMethod]
    public void Sides_that_the_target_ties_and_a_CONCATENATION_that_it_frees()
    {
        JudgedGraph Sum(string rule)
        {
            var judged = new JudgedGraph("int8-symmetric") { Scheme = SchemeCatalogue.Named("int8-symmetric") with { TiedScales = TiedScaleRule.Parse(rule)! } };
            return judged.With(new Add { Inputs = [judged.Activation(1), judged.Activation(0.5f)], Outputs = [judged.Activation(2)] });
        }

        Assert.AreEqual("", Sum("TFLite").Unchanged());
        Assert.AreEqual("ADD at 0, tensor 't1': it does not have type, scale and zero point of 't0', as the target wants.", Sum("TFLite;ADD:Inputs").Unchanged());
        Assert.AreEqual("ADD at 0, tensor 't2': it does not have type, scale and zero point of 't0', as the target wants.", Sum("ADD:InOut").Unchanged());

        var join = new JudgedGraph("int8-symmetric") { Scheme = SchemeCatalogue.Named("int8-symmetric") with { TiedScales = TiedScaleRule.None } };
        join.With(new Concatenation { Inputs = [join.Activation(1), join.Activation(0.5f)], Outputs = [join.Activation(1, shape: [1, 4, 4, 4])], Axis = 3 });
        Assert.AreEqual("", join.Unchanged());
    }

    [TestMethod]
    public void A_pool_requantizes_nothing() => Tied(graph => new MaxPool2D { Inputs = [graph.Activation(1)], Outputs = [graph.Activation(1, shape: [1, 2, 2, 2])], FilterHeight = 2, FilterWidth = 2, StrideH = 2, StrideW = 2 });

    [TestMethod]
    public void An_average_of_raw_integers_requantizes_nothing() => Tied(graph => new AveragePool2D { Inputs = [graph.Activation(1)], Outputs = [graph.Activation(1)] });

    [TestMethod]
    public void A_frame_of_zeros_requantizes_nothing() => Tied(graph => new Pad { Inputs = [graph.Activation(1)], Outputs = [graph.Activation(1)] });

    [TestMethod]
    public void Resizing_requantizes_nothing() => Tied(graph => new ResizeBilinear { Inputs = [graph.Activation(1)], Outputs = [graph.Activation(1)] });

    [TestMethod]
    public void A_comparison_of_raw_integers_requantizes_nothing() => Tied(graph => new Maximum { Inputs = [graph.Activation(1), graph.Operand(1, 3)], Outputs = [graph.Activation(1)] });

    [TestMethod]
    public void An_int8_concatenation_requantizes_nothing() => Tied(graph => new Concatenation { Inputs = [graph.Activation(1), graph.Activation(1)], Outputs = [graph.Activation(1, shape: [1, 4, 4, 4])], Axis = 3 });

    [TestMethod]
    public void A_uint8_concatenation_requantizes()
    {
        var graph = new JudgedGraph("tflite-uint8");
        graph.With(new Concatenation { Inputs = [graph.Activation(1, 128, ElementType.UInt8), graph.Activation(0.5f, 128, ElementType.UInt8)], Outputs = [graph.Activation(1, 128, ElementType.UInt8, 1, 4, 4, 4)], Axis = 3 });

        Assert.AreEqual("", graph.Unchanged());
    }

    [TestMethod]
    [DataRow("tflite-int8", ElementType.Int8, 1 / 256f, -128)]
    [DataRow("tflite-uint8", ElementType.UInt8, 1 / 256f, 0)]
    [DataRow("tflite-int16x8", ElementType.Int16, 1 / 32768f, 0)]
    public void The_output_of_softmax_and_logistic_is_fixed(string scheme, ElementType type, float scale, int zeroPoint)
    {
        foreach (var create in new Func<int, int, Operator>[] { (x, y) => new Softmax { Inputs = [x], Outputs = [y] }, (x, y) => new Logistic { Inputs = [x], Outputs = [y] } })
        {
            Fixed(scheme, type, scale, zeroPoint, create);
        }
    }

    [TestMethod]
    [DataRow("tflite-int8", ElementType.Int8, 1 / 128f, 0)]
    [DataRow("tflite-uint8", ElementType.UInt8, 1 / 128f, 128)]
    [DataRow("tflite-int16x8", ElementType.Int16, 1 / 32768f, 0)]
    public void The_output_of_tanh_is_fixed(string scheme, ElementType type, float scale, int zeroPoint) => Fixed(scheme, type, scale, zeroPoint, (x, y) => new Tanh { Inputs = [x], Outputs = [y] });

    [TestMethod]
    [DataRow("tflite-int8", ElementType.Int8, 1 / 128f, 0)]
    [DataRow("tflite-uint8", ElementType.UInt8, 1 / 128f, 128)]
    public void The_output_of_l2_normalization_is_fixed(string scheme, ElementType type, float scale, int zeroPoint) => Fixed(scheme, type, scale, zeroPoint, (x, y) => new L2Normalization { Inputs = [x], Outputs = [y] });

    [TestMethod]
    public void What_only_moves_a_fixed_output_keeps_it_in_every_scheme()
    {
        var graph = new JudgedGraph("int8-symmetric-pow2");
        var (input, probabilities) = (graph.Activation(1), graph.Activation(1 / 256f, -128));
        graph.With(new Softmax { Inputs = [input], Outputs = [probabilities] });
        graph.With(new Reshape { Inputs = [probabilities, graph.Integers(1, 32)], Outputs = [graph.Activation(1 / 256f, -128, shape: [1, 32])] });

        Assert.AreEqual("", graph.Unchanged());
    }

    [TestMethod]
    public void A_ReLU_that_lost_its_clamp() => Assert.Contains(
        "CONV_2D at 0, tensor 't3': it lets -128 to 127 through, in the source 0 to 127 (a step is 1",
        JudgedConvolution.Create(activation: ActivationFunctionType.Relu).With(graph => graph with { Operators = [((Conv2D)graph.Operators[0]) with { FusedActivationFunction = ActivationFunctionType.None }] }));

    [TestMethod]
    public void A_ReLU_whose_clamp_is_the_smallest_integer_of_a_folded_zero_point()
    {
        // The output's integers mean q + 128 steps, so that -128 is 0 and saturation is the ReLU.
        var graph = JudgedConvolution.Create(activation: ActivationFunctionType.Relu, isCorrected: true);
        var (input, weights, bias, last) = (3, graph.Weights(0.25f), graph.Bias(0.25f), graph.Activation(1));
        graph.With(new Conv2D { Inputs = [input, weights, bias], Outputs = [last], Padding = Padding.Valid });
        graph.Folding(3, 1, -128);
        QuantizedGraph Bare(QuantizedGraph source) => source with { Operators = [((Conv2D)source.Operators[0]) with { FusedActivationFunction = ActivationFunctionType.None }, source.Operators[1]] };

        Assert.AreEqual("", graph.With(Bare));
        Assert.Contains("it lets 128 to 255 through, in the source 0 to 127", graph.Unchanged());
    }

    [TestMethod]
    public void A_ReLU6_whose_top_is_gone()
    {
        var graph = JudgedConvolution.Create(activation: ActivationFunctionType.Relu6);

        Assert.AreEqual("", graph.Unchanged());
        Assert.Contains("it lets 0 to 127 through, in the source 0 to 6", graph.With(target => target with { Operators = [((Conv2D)target.Operators[0]) with { FusedActivationFunction = ActivationFunctionType.Relu }] }));
    }

    [TestMethod]
    public void A_clamped_range_may_saturate_what_is_rare_but_not_next_to_everything()
    {
        var graph = new JudgedGraph("int8-symmetric-pow2") { IsCorrected = true };
        var (input, middle) = (graph.Activation(0.5f), graph.Activation(0.0625f));
        graph.With(new Conv2D { Inputs = [input, graph.Weights(0.25f), graph.Bias(0.125f)], Outputs = [middle], Padding = Padding.Valid, FusedActivationFunction = ActivationFunctionType.Relu6 });
        graph.With(new Logistic { Inputs = [middle], Outputs = [graph.Activation(1 / 256f, -128)] });

        Assert.AreEqual("", graph.With(middle, tensor => tensor with { Quantization = new QuantizationParameters(1 / 32f) }));
        Assert.Contains("it lets 0 to 0.248 through, in the source 0 to 6", graph.With(middle, tensor => tensor with { Quantization = new QuantizationParameters(1 / 512f) }));
    }

    [TestMethod]
    public void Shared_weights_that_two_layers_need_at_different_factors()
    {
        var graph = Shared(sharesBias: false);
        graph.Folding(3, 2);

        Assert.Contains("tensor 't1': it needs other weights than CONV_2D at 0, which reads the same tensor.", graph.Unchanged());
    }

    [TestMethod]
    public void A_shared_bias_that_two_layers_need_at_different_factors()
    {
        var graph = Shared(sharesBias: true);
        graph.Folding(3, 2);

        Assert.Contains("tensor 't2': it needs another bias than CONV_2D at 0, which reads the same tensor.", graph.Unchanged());
    }

    [TestMethod]
    public void Shared_constants_that_both_layers_need_alike() => Assert.AreEqual("", Shared(sharesBias: true).Unchanged());

    [TestMethod]
    public void Weights_that_are_an_operand_elsewhere()
    {
        var graph = JudgedConvolution.Create();
        graph.With(new Add { Inputs = [3, 1], Outputs = [graph.Activation(1)] });

        Assert.Contains("ADD at 1, tensor 't1': it reads weights or a bias of another operator as its operand.", graph.Unchanged());
    }

    [TestMethod]
    public void Another_operator() => Structure("CONV_2D at 0: it is another operator than the source's CONV_2D, or has other attributes", graph => graph with { Operators = [((Conv2D)graph.Operators[0]) with { StrideH = 2 }] });

    [TestMethod]
    public void Other_inputs() => Structure("CONV_2D at 0: it reads or writes other tensors", graph => graph with { Operators = [graph.Operators[0] with { Inputs = [0, 1, -1] }] });

    [TestMethod]
    public void A_missing_operator() => Structure("it has 0 operators and 4 tensors, the source 1 and 4", graph => graph with { Operators = [] });

    [TestMethod]
    public void Another_shape() => Structure("tensor 't3': its shape is [1x2x2x2], in the source [1x4x4x2]", graph => graph.WithTensors(new Dictionary<int, Tensor> { [3] = graph.Tensors[3] with { Shape = new TensorShape(1, 2, 2, 2) } }));

    [TestMethod]
    public void A_constant_that_became_computed() => Structure("tensor 't1': it is computed, in the source a constant", graph => graph.WithTensors(new Dictionary<int, Tensor> { [1] = graph.Tensors[1] with { Data = null } }));

    private static void Tied(Func<JudgedGraph, Operator> create)
    {
        var graph = new JudgedGraph("tflite-int8");
        graph.With(create(graph));
        var step = graph.Build().Operators[0];

        Assert.AreEqual("", graph.Unchanged());
        Assert.Contains($"{step.Name} at 0, tensor 't{step.Outputs[0]}': it does not have type, scale and zero point of 't0', and the operator does not requantize.", graph.With(step.Outputs[0], tensor => tensor with { Quantization = new QuantizationParameters(2) }));
        Assert.Contains("and the operator does not requantize", graph.With(step.Outputs[0], tensor => tensor with { Quantization = new QuantizationParameters(1, 1) }));
    }

    private static void Fixed(string scheme, ElementType type, float scale, int zeroPoint, Func<int, int, Operator> create)
    {
        var graph = new JudgedGraph(scheme);
        var (input, output) = (graph.Activation(1, type: type), graph.Activation(scale, zeroPoint, type));
        graph.With(create(input, output));

        Assert.AreEqual("", graph.Unchanged());
        Assert.Contains("the operator fixes", graph.With(output, tensor => tensor with { Quantization = new QuantizationParameters(2 * scale, zeroPoint) }));
        Assert.Contains("the operator fixes", graph.With(output, tensor => tensor with { Quantization = new QuantizationParameters(scale, zeroPoint + 1) }));
    }

    /// <summary>Two layers with the same weights, one behind the other.</summary>
    private static JudgedGraph Shared(bool sharesBias)
    {
        var graph = new JudgedGraph("int8-symmetric-pow2") { IsCorrected = true };
        var (input, weights, bias, middle) = (graph.Activation(0.5f), graph.Weights(0.25f), graph.Bias(0.125f), graph.Activation(0.5f));
        graph.With(new Conv2D { Inputs = [input, weights, bias], Outputs = [middle], Padding = Padding.Valid });
        return graph.With(new Conv2D { Inputs = [middle, weights, sharesBias ? bias : graph.Bias(0.125f)], Outputs = [graph.Activation(1)], Padding = Padding.Valid });
    }

    private static void Structure(string sentence, Func<QuantizedGraph, QuantizedGraph> changed) => Assert.Contains(sentence, JudgedConvolution.Create().With(changed));
}
