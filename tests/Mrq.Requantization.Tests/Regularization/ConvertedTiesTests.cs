using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Tests.Regularization;

/// <summary>Conversion of graphs whose tensors share a scale, share constants, or lose an end of their range.</summary>
[TestClass]
public sealed class ConvertedTiesTests
{
    /// <summary>A uint8 input of scale 1/64 beside its LOGISTIC, and both beside one another at the input's scale.</summary>
    private static readonly QuantizedGraph InputBesideLogistic = new()
    {
        Name = "test",
        Inputs = [0],
        Outputs = [2],
        Tensors = [Activation("input", 1 / 16f, 128, 8), Activation("logistic", 1 / 256f, 0, 8), Activation("both", 1 / 16f, 128, 16)],
        Operators = [new Logistic { Inputs = [0], Outputs = [1] }, new Concatenation { Axis = 1, Inputs = [0, 1], Outputs = [2] }],
    };

    [TestMethod]
    public void A_fixed_output_range_does_not_force_itself_on_what_stands_beside_it()
    {
        var target = Convert(InputBesideLogistic, "int8-symmetric").Graph;

        Assert.AreEqual(1 / 256f, target.Tensors[1].Quantization!.Scale);
        Assert.AreEqual(8 / 127f, target.Tensors[0].Quantization!.Scale, 1e-3f);
        Assert.AreSequenceEqual(new[] { "LOGISTIC", "QUANTIZE", "CONCATENATION" }, target.Operators.Select(step => step.Name).ToArray());
        Assert.AreEqual(target.Tensors[2].Quantization, target.Tensors[target.Operators[1].Outputs[0]].Quantization);
    }

    [TestMethod]
    public void A_container_whose_concatenation_requantizes_keeps_all_scales()
    {
        var target = Convert(InputBesideLogistic, "tflite-uint8").Graph;

        Assert.HasCount(2, target.Operators);
        Assert.AreSequenceEqual(
            InputBesideLogistic.Tensors.Select(tensor => tensor.Quantization!.Scale).ToArray(), target.Tensors.Select(tensor => tensor.Quantization!.Scale).ToArray());
    }

    [TestMethod]
    [DataRow("int8-symmetric", -64, 63)]
    [DataRow("tflite-int8", -128, 0)]
    [DataRow("tflite-uint8", 0, 127)]
    [DataRow("tflite-uint8", 16, 235)]
    public void Integers_beyond_those_that_scales_are_chosen_for_end_no_range(string basis, int minimum, int maximum)
    {
        // Kernels write all integers of the type: only a clamp ends the source's values where the scheme's end.
        var source = GraphOfOneConvolution.Create([255, 200, 90, 30], 128, outputScale: 0.002f, outputZeroPoint: 128);
        var scheme = SchemeCatalogue.Named(basis);
        scheme = scheme with { Activations = scheme.Activations with { Minimum = minimum, Maximum = maximum } };

        Assert.IsGreaterThan(25.0, Sqnr.Of(source, Requantizer.Convert(source, Arithmetic.TFLiteSource, scheme, null, new ParallelOptions()), scheme));
    }

    [TestMethod]
    public void Free_zero_points_may_have_scales_of_powers_of_two()
    {
        var scheme = SchemeCatalogue.Named("tflite-int8");
        scheme = scheme with { Activations = scheme.Activations with { Form = ScaleForm.PowerOfTwo } };
        var source = GraphOfOneConvolution.Create([255, 200, 90, 30], 128, outputScale: 0.03f, outputZeroPoint: 100);

        Assert.IsGreaterThan(25.0, Sqnr.Of(source, Requantizer.Convert(source, Arithmetic.TFLiteSource, scheme, null, new ParallelOptions()), scheme));
    }

    [TestMethod]
    public void A_graph_input_keeps_its_step_beside_a_coarser_one()
    {
        var source = InputBesideLogistic with
        {
            Tensors = [Activation("input", 0.05f, 128, 8), Activation("logistic", 1 / 256f, 0, 8), Activation("both", 0.12f, 128, 16)],
        };

        Assert.IsLessThan(0.0505f, Convert(source, "int8-symmetric").Graph.Tensors[0].Quantization!.Scale);
    }

    [TestMethod]
    [DataRow("int8-symmetric", 30.0)]
    [DataRow("tflite-int8", 45.0)]
    [DataRow("tflite-uint8", 45.0)]
    [DataRow("tflite-int16x8", 40.0)]
    public void A_reshape_that_gives_integers_another_meaning_goes_on_doing_so(string scheme, double decibels)
    {
        var source = new QuantizedGraph
        {
            Name = "test",
            Inputs = [0],
            Outputs = [1],
            Tensors = [Activation("input", 0.05f, 100, 16), Activation("output", 0.02f, 131, 16) with { Shape = new TensorShape(4, 4) }],
            Operators = [new Reshape { Inputs = [0], Outputs = [1] }],
        };

        Assert.IsGreaterThan(decibels, Sqnr.Of(source, Convert(source, scheme), SchemeCatalogue.Named(scheme)));
    }

    [TestMethod]
    public void A_pow2_target_keeps_a_clamp_at_plus_and_minus_one_where_it_is()
    {
        var source = GraphOfTwoConvolutions.Create(function: ActivationFunctionType.ReluN1To1);
        source = source.WithTensors(new Dictionary<int, Tensor> { [3] = source.Tensors[3] with { Quantization = new QuantizationParameters(2 / 255f) } });

        Assert.IsGreaterThan(25, Sqnr.Of(source, Convert(source, "int8-symmetric-pow2"), SchemeCatalogue.Named("int8-symmetric-pow2")));
    }

    [TestMethod]
    [DataRow("int8-symmetric")]
    [DataRow("int8-symmetric-pow2")]
    [DataRow("tflite-int16x8")]
    public void An_end_of_a_range_where_values_saturate_is_kept_by_an_operator(string scheme)
    {
        // From -0.5 to 3: half of the values lie at the lower end, and a symmetric target reaches down to -3.
        var source = GraphOfOneConvolution.Create([100, 255, 3, 100], 100, outputScale: 3.5f / 255, outputZeroPoint: 36);

        var converted = Convert(source, scheme);

        Assert.Contains("MAXIMUM", converted.Graph.Operators.Select(step => step.Name));
        Assert.AreEqual(3, converted.Graph.Operators[^1].Outputs[0]);
        Assert.IsGreaterThan(20, Sqnr.Of(source, converted, SchemeCatalogue.Named(scheme)));
    }

    [TestMethod]
    public void Layers_that_share_weights_fare_as_with_weights_of_their_own()
    {
        var source = GraphOfTwoConvolutions.Create();
        var shared = source with { Operators = [source.Operators[0], source.Operators[1] with { Inputs = [3, 1, 2] }] };
        var separate = source.WithTensors(new Dictionary<int, Tensor> { [4] = source.Tensors[1], [5] = source.Tensors[2] });

        foreach (var scheme in new[] { "int8-symmetric", "int8-symmetric-pow2" })
        {
            var (first, second) = (Convert(shared, scheme), Convert(separate, scheme));

            Assert.AreEqual(Sqnr.Of(separate, second, SchemeCatalogue.Named(scheme)), Sqnr.Of(shared, first, SchemeCatalogue.Named(scheme)), 1e-9);
        }
    }

    [TestMethod]
    public void A_quantize_to_32_bits_keeps_what_it_reads_and_writes()
    {
        var source = new QuantizedGraph
        {
            Name = "test",
            Inputs = [0],
            Outputs = [1],
            Tensors =
            [
                Activation("input", 1 / 128f, 0, 4) with { Type = ElementType.Int16 },
                Activation("output", 1 / 1024f, 0, 4) with { Type = ElementType.Int32 },
            ],
            Operators = [new Quantize { Inputs = [0], Outputs = [1] }],
        };

        var converted = Convert(source, "int8-symmetric").Graph;

        Assert.AreEqual(source.Tensors[0], converted.Tensors[0]);
        Assert.AreEqual(source.Tensors[1], converted.Tensors[1]);
    }

    private static RequantizedModel Convert(QuantizedGraph source, string scheme) => Requantizer.Convert(source, Arithmetic.TFLiteSource, SchemeCatalogue.Named(scheme), null, new ParallelOptions());

    private static Tensor Activation(string name, float scale, int zeroPoint, int length) => new()
    {
        Name = name,
        Type = ElementType.UInt8,
        Shape = new TensorShape(1, length),
        Quantization = new QuantizationParameters(scale, zeroPoint),
    };
}
