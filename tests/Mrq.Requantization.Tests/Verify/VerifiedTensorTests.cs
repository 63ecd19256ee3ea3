using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Tests.Verify;

/// <summary>What a tensor by itself has to be: scales, zero points, the scheme's rules, biases, constants.</summary>
[TestClass]
public sealed class VerifiedTensorTests
{
    [TestMethod]
    public void A_graph_that_obeys_everything_is_not_complained_of() => Assert.AreEqual("", JudgedConvolution.Create().Unchanged());

    [TestMethod]
    [DataRow(float.PositiveInfinity)]
    [DataRow(float.NaN)]
    [DataRow(0f)]
    [DataRow(-0.5f)]
    public void A_scale_that_is_no_positive_finite_number(float scale) =>
        Assert.Contains($"tensor 't3': its scale {scale.ToString(System.Globalization.CultureInfo.InvariantCulture)} is not a positive finite number.", Output(new QuantizationParameters(scale)));

    [TestMethod]
    public void A_zero_point_outside_its_type() =>
        Assert.Contains("tensor 't3': its zero point 200 is no INT8.", JudgedConvolution.Create("tflite-int8-per-tensor").With(3, tensor => tensor with { Quantization = new QuantizationParameters(1, 200) }));

    [TestMethod]
    public void An_activation_of_another_type() =>
        Assert.Contains("tensor 't3': it is INT16, where the scheme has INT8.", JudgedConvolution.Create().With(3, tensor => tensor with { Type = ElementType.Int16 }));

    [TestMethod]
    public void An_activation_with_a_scale_per_channel() =>
        Assert.Contains("tensor 't3': it has one scale per channel", JudgedConvolution.Create().With(3, tensor => tensor with { Quantization = new QuantizationParameters([1, 2], [0, 0], 3) }));

    [TestMethod]
    public void A_constant_with_a_scale_per_channel_that_becomes_real_numbers_stays()
    {
        var graph = new JudgedGraph("int8-symmetric-pow2");
        var constant = graph.Replace(graph.Operand(0.5f, 1, 2), tensor => tensor with { Quantization = new QuantizationParameters([0.5f, 0.3f], [0, 0], 0) });
        _ = graph.With(new Dequantize { Inputs = [constant], Outputs = [graph.Real(2)] });

        Assert.AreEqual("", graph.Unchanged());
        Assert.Contains("it has one scale per channel", graph.With(constant, tensor => tensor with { Data = new byte[] { 1, 3 } }));
    }

    [TestMethod]
    public void Weights_with_a_scale_per_channel_in_a_scheme_per_tensor() =>
        Assert.Contains("tensor 't1': it has one scale per channel", JudgedConvolution.Create().With(1, tensor => tensor with { Quantization = new QuantizationParameters([0.25f, 0.5f], [0, 0], 0) }));

    [TestMethod]
    public void Weights_with_scales_on_another_dimension_than_their_reader_counts() =>
        Assert.Contains("it has 2 scales on dimension 3; the operator reads 2 on dimension 0", JudgedConvolution.Create("int8-symmetric-pow2-per-channel").With(1, tensor => tensor with { Quantization = new QuantizationParameters([0.25f, 0.25f], [0, 0], 3) }));

    [TestMethod]
    public void A_weight_outside_the_schemes_range() =>
        Assert.Contains("tensor 't1': it has the value -128, outside -127..127.", JudgedConvolution.Create().With(1, tensor => tensor with { Data = new byte[] { 0x80, 1, 2, 3 } }));

    [TestMethod]
    public void A_zero_point_in_a_symmetric_scheme() => Assert.Contains("tensor 't3': its zero point is 5, where the scheme has Zero", Output(new QuantizationParameters(1, 5)));

    [TestMethod]
    public void An_unsigned_activation_in_a_scheme_that_has_them()
    {
        var graph = JudgedConvolution.Create("int8-symmetric-pow2-uint8-activations", ActivationFunctionType.Relu);

        Assert.AreEqual("", graph.With(3, tensor => tensor with { Quantization = new QuantizationParameters(0.5f, -128) }));
        Assert.Contains("its zero point is -127", graph.With(3, tensor => tensor with { Quantization = new QuantizationParameters(0.5f, -127) }));
    }

    [TestMethod]
    public void A_scale_under_the_schemes_smallest()
    {
        var scheme = SchemeCatalogue.Named("int8-symmetric");
        var graph = new JudgedGraph("int8-symmetric") { Scheme = scheme with { Activations = scheme.Activations with { SmallestScale = 0.5f } } };
        var (input, weights, bias, output) = (graph.Activation(0.5f), graph.Weights(0.25f), graph.Bias(0.125f), graph.Activation(1));
        graph.With(new Conv2D { Inputs = [input, weights, bias], Outputs = [output], Padding = Padding.Valid });

        Assert.AreEqual("", graph.Unchanged());
        Assert.Contains("tensor 't3': its scale 0.25 is under 0.5, the scheme's smallest.", graph.With(output, tensor => tensor with { Quantization = new QuantizationParameters(0.25f) }));
    }

    [TestMethod]
    public void A_scale_that_is_no_power_of_two() => Assert.Contains("tensor 't3': its scale 0.75 is not a power of two.", Output(new QuantizationParameters(0.75f)));

    [TestMethod]
    public void Weights_whose_zero_point_the_convolution_would_ignore()
    {
        var free = SchemeCatalogue.Named("tflite-int8-per-tensor");
        var graph = new JudgedGraph("tflite-int8") { Scheme = free with { Weights = free.Weights with { ZeroPoint = ZeroPointRule.Free } } };
        var (input, weights, bias, output) = (graph.Activation(0.5f), graph.Weights(0.25f), graph.Bias(0.125f), graph.Activation(1));
        graph.With(new Conv2D { Inputs = [input, weights, bias], Outputs = [output] });

        Assert.Contains("CONV_2D at 0, tensor 't1': it has a zero point, which the operator ignores.", graph.With(1, tensor => tensor with { Quantization = new QuantizationParameters(0.25f, 7) }));
    }

    [TestMethod]
    public void Weights_without_a_scale() => Assert.Contains("its weights have no scale", JudgedConvolution.Create().With(1, tensor => tensor with { Quantization = null }));

    [TestMethod]
    public void A_quantized_activation_that_gets_32_bits()
    {
        var graph = new JudgedGraph("int8-symmetric");
        var output = graph.Activation(1);
        graph.With(new Quantize { Inputs = [graph.Activation(1)], Outputs = [output] });

        Assert.Contains("it is INT32, where the scheme has INT8.", graph.With(output, tensor => tensor with { Type = ElementType.Int32 }));
    }

    [TestMethod]
    public void A_bias_of_the_wrong_type() => Bias("its type is INT64, beside INT8 it has to be INT32", tensor => tensor with { Type = ElementType.Int64, Data = new byte[16] });

    [TestMethod]
    public void A_bias_that_is_too_short() => Assert.Contains(
        "it has 1 values for 2 channels",
        WithShape(JudgedConvolution.Create(), 2, new TensorShape(1), new byte[4]));

    [TestMethod]
    public void A_bias_without_a_scale() => Bias("it has no scale", tensor => tensor with { Quantization = null });

    [TestMethod]
    public void A_bias_with_a_zero_point() => Bias("its zero point is not 0", tensor => tensor with { Quantization = new QuantizationParameters(0.125f, 1) });

    [TestMethod]
    public void A_bias_with_scales_per_channel_beside_weights_with_one() => Bias("it has 2 scales, the weights 1", tensor => tensor with { Quantization = new QuantizationParameters([0.125f, 0.125f], [0, 0], 0) });

    [TestMethod]
    [DataRow(1 << 15, "its value 32768 of channel 1 does not fit 16 bits")]
    [DataRow(-(1 << 15) - 1, "its value -32769 of channel 1 does not fit 16 bits")]
    [DataRow((1 << 15) - 1, "")]
    [DataRow(-(1 << 15), "")]
    public void A_bias_of_more_bits_than_the_target_has(int value, string sentence)
    {
        var graph = new JudgedGraph("int8-symmetric") { Scheme = SchemeCatalogue.Named("int8-symmetric") with { BiasBits = 16 } };
        graph.With(new Conv2D { Inputs = [graph.Activation(0.5f), graph.Weights(0.25f), graph.Bias(0.125f, 5, value)], Outputs = [graph.Activation(1)], Padding = Padding.Valid });

        Assert.AreEqual(sentence.Length == 0 ? "" : $"CONV_2D at 0, tensor 't2': {sentence}.", graph.Unchanged());
    }

    [TestMethod]
    [DataRow((1L << 39) - 1, "")]
    [DataRow(1L << 39, "its value 549755813888 of channel 1 does not fit 40 bits")]
    [DataRow(-(1L << 39) - 1, "its value -549755813889 of channel 1 does not fit 40 bits")]
    public void A_bias_of_more_than_40_bits_beside_16_bit_activations(long value, string sentence)
    {
        var graph = new JudgedGraph("tflite-int16x8");
        var bias = graph.Replace(graph.Bias(0.125f), tensor => tensor with { Type = ElementType.Int64, Data = System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>([5, value]).ToArray() });
        graph.With(new Conv2D { Inputs = [graph.Activation(0.5f, type: ElementType.Int16), graph.Weights(0.25f), bias], Outputs = [graph.Activation(1, type: ElementType.Int16)], Padding = Padding.Valid });

        Assert.AreEqual(sentence.Length == 0 ? "" : $"CONV_2D at 0, tensor 't0': {sentence}.", graph.Unchanged());
    }

    [TestMethod]
    [DataRow(BiasScale.OwnPowerOfTwo, 16, 127 * 16, "")]
    [DataRow(BiasScale.OwnPowerOfTwo, 16, -128 * 16, "")]
    [DataRow(BiasScale.OwnPowerOfTwo, 8, 127 * 16, "its value 2032 is no 8 times 8 bits, and no larger whole number divides all its values within the limits of its shift")]
    [DataRow(BiasScale.OwnPowerOfTwo, 1 << 5, 1 << 12, "its value 4096 is no 16 times 8 bits, and no larger whole number divides all its values within the limits of its shift")]
    [DataRow(BiasScale.OwnPowerOfTwo, 1, 5, "its values are multiples of 1, and biases are shifted left by 2..4")]
    [DataRow(BiasScale.OwnPowerOfTwo, 0, 0, "")]
    [DataRow(BiasScale.Own, 11 * 127, 22, "")]
    [DataRow(BiasScale.Own, 11 * 127, 23, "its value 1397 is no 1 times 8 bits, and no larger whole number divides all its values")]
    public void A_bias_that_no_scale_of_its_own_holds(BiasScale scale, int first, int second, string sentence)
    {
        var scheme = SchemeCatalogue.Named("int8-symmetric-pow2") with { BiasBits = 8, BiasScale = scale, Shifts = scale == BiasScale.Own ? ShiftLimits.None : new ShiftLimits { Bias = new ShiftRange(second == 5 ? 2 : -3, 4) } };
        var graph = new JudgedGraph("int8-symmetric-pow2") { Scheme = scheme };
        graph.With(new Conv2D { Inputs = [graph.Activation(0.5f), graph.Weights(0.25f), graph.Bias(0.125f, first, second)], Outputs = [graph.Activation(1)], Padding = Padding.Valid });

        Assert.AreEqual(sentence.Length == 0 ? "" : $"CONV_2D at 0, tensor 't2': {sentence}.", graph.Unchanged());
    }

    [TestMethod]
    [DataRow(1f, "")]
    [DataRow(8f, "")]
    [DataRow(16f, "its channel 0 is shifted by 7, and the target shifts by 2..6")]
    [DataRow(0.25f, "its channel 0 is shifted by 1, and the target shifts by 2..6")]
    public void A_shift_that_the_target_has_not(float scale, string sentence)
    {
        var graph = new JudgedGraph("int8-symmetric-pow2") { Scheme = SchemeCatalogue.Named("int8-symmetric-pow2") with { Shifts = new ShiftLimits { Requantization = new ShiftRange(2, 6) } } };
        graph.With(new Conv2D { Inputs = [graph.Activation(0.5f), graph.Weights(0.25f), graph.Bias(0.125f)], Outputs = [graph.Activation(scale)], Padding = Padding.Valid });

        Assert.AreEqual(sentence.Length == 0 ? "" : $"CONV_2D at 0, tensor 't1': {sentence}.", graph.Unchanged());
    }

    [TestMethod]
    [DataRow(1f, 8f, 8f, "")]
    [DataRow(1f, 16f, 16f, "its finer input is shifted by 4, and the target shifts by 0..3")]
    [DataRow(1f, 1f, 4f, "its sum is shifted by 2, and the target shifts by -1..1")]
    [DataRow(1f, 4f, 1f, "its sum is shifted by -2, and the target shifts by -1..1")]
    public void A_shift_of_a_sum_that_the_target_has_not(float left, float right, float output, string sentence)
    {
        var graph = new JudgedGraph("int8-symmetric-pow2") { Scheme = SchemeCatalogue.Named("int8-symmetric-pow2") with { Shifts = new ShiftLimits { AddRead = new ShiftRange(0, 3), AddWrite = new ShiftRange(-1, 1) } } };
        graph.With(new Add { Inputs = [graph.Activation(left), graph.Activation(right)], Outputs = [graph.Activation(output)] });

        Assert.AreEqual(sentence.Length == 0 ? "" : $"ADD at 0: {sentence}.", graph.Unchanged());
    }

    [TestMethod]
    public void A_bias_off_the_grid_of_its_products() => Bias("its scale 0.25 of channel 0 is not input scale times weight scale, 0.125", tensor => tensor with { Quantization = new QuantizationParameters(0.25f) });

    [TestMethod]
    public void A_constant_that_does_not_fill_its_shape() =>
        Assert.Contains("tensor 't1': its 3 bytes do not fill [2x1x1x2] of INT8.", JudgedConvolution.Create(isCorrected: true).With(1, tensor => tensor with { Data = new byte[3] }));

    [TestMethod]
    public void A_constant_without_a_scale_that_was_changed()
    {
        var graph = new JudgedGraph("int8-symmetric");
        graph.With(new Reshape { Inputs = [graph.Activation(1), graph.Integers(1, 32)], Outputs = [graph.Activation(1, shape: [1, 32])] });

        Assert.Contains("tensor 't1': it is another constant than the source's", graph.With(1, tensor => tensor with { Data = new byte[8] }));
    }

    [TestMethod]
    public void An_operand_that_is_not_the_sources_value()
    {
        var graph = new JudgedGraph("int8-symmetric");
        graph.With(new Add { Inputs = [graph.Activation(1), graph.Operand(0.5f, 10, -20)], Outputs = [graph.Activation(2)] });

        Assert.AreEqual("", graph.With(1, tensor => tensor with { Quantization = new QuantizationParameters(0.25f), Data = new byte[] { 20, unchecked((byte)-40) } }));
        Assert.Contains("tensor 't1': its value 1 is -39, the source's -10 would be -40.00.", graph.With(1, tensor => tensor with { Quantization = new QuantizationParameters(0.25f), Data = new byte[] { 20, unchecked((byte)-39) } }));
    }

    [TestMethod]
    public void Weights_that_are_not_the_sources()
    {
        Assert.Contains("the weights are not the source's", JudgedConvolution.Create().With(1, Negated));
        Assert.AreEqual("", JudgedConvolution.Create(isCorrected: true).With(1, Negated));
        static Tensor Negated(Tensor tensor) => tensor with { Data = tensor.Data!.Value.ToArray().Select(weight => unchecked((byte)-weight)).ToArray() };
    }

    [TestMethod]
    public void Weights_are_those_that_the_runtime_multiplies_and_not_those_that_a_zero_point_promises()
    {
        // TFLite's int8 CONV_2D multiplies 100, -50, 30, 127 whatever the zero point is.
        var graph = new JudgedGraph("int8-symmetric-pow2");
        var (input, weights, bias, output) = (graph.Activation(0.5f), graph.Weights(0.25f), graph.Bias(0.125f), graph.Activation(1));
        graph.With(new Conv2D { Inputs = [input, weights, bias], Outputs = [output], Padding = Padding.Valid });
        var source = graph.Build();
        var asWritten = source.WithTensors(new Dictionary<int, Tensor> { [weights] = source.Tensors[weights] with { Quantization = new QuantizationParameters(0.25f, -90) } });
        string Judge(params sbyte[] target) => string.Join('\n', Mrq.Requantization.Verify.ConversionVerifier.Violations(new Mrq.Requantization.Verify.Conversion(
            asWritten,
            source.WithTensors(new Dictionary<int, Tensor> { [weights] = source.Tensors[weights] with { Data = target.Select(value => unchecked((byte)value)).ToArray() } }),
            ImmutableDictionary<int, FoldedActivation>.Empty,
            Mrq.Requantization.Verify.ConversionRules.Of(graph.Scheme))));

        Assert.AreEqual("", Judge(100, -50, 30, 127));
        Assert.Contains("the weights are not the source's", Judge(127, 40, 120, 127));
    }

    private static string Output(QuantizationParameters parameters) => JudgedConvolution.Create().With(3, tensor => tensor with { Quantization = parameters });

    private static void Bias(string sentence, Func<Tensor, Tensor> changed) => Assert.Contains($"CONV_2D at 0, tensor 't2': {sentence}", JudgedConvolution.Create().With(2, changed));

    /// <summary>Source and target have the shape, or the difference between them would be what is wrong.</summary>
    private static string WithShape(JudgedGraph judged, int tensor, TensorShape shape, byte[] data)
    {
        var graph = judged.Build();
        graph = graph.WithTensors(new Dictionary<int, Tensor> { [tensor] = graph.Tensors[tensor] with { Shape = shape, Data = data } });
        return string.Join('\n', Mrq.Requantization.Verify.ConversionVerifier.Violations(new Mrq.Requantization.Verify.Conversion(graph, graph, ImmutableDictionary<int, FoldedActivation>.Empty, Mrq.Requantization.Verify.ConversionRules.Of(judged.Scheme))));
    }
}
