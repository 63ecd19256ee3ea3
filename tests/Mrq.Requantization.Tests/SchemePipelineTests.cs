using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Requantization.Calibration;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Tests;

/// <summary>From every scheme, what it demands; from every odd input, a good result or one coded error.</summary>
[TestClass]
public sealed class SchemePipelineTests
{
    public static IEnumerable<object[]> Schemes => SchemeCatalogue.All.Select(scheme => new object[] { scheme.Name });

    [TestMethod]
    [DynamicData(nameof(Schemes))]
    public void Every_scheme_gets_what_it_demands(string name)
    {
        var scheme = SchemeCatalogue.Named(name);
        foreach (var calibration in new ICalibrationSamples?[] { null, new Noise(5) })
        {
            var graph = Convert(GraphOfTwoConvolutions.Create(), name, calibration).Graph;

            foreach (var (index, rule) in new[] { (0, scheme.Activations), (1, scheme.Weights), (3, scheme.Activations), (4, scheme.Weights), (6, scheme.Activations) })
            {
                var tensor = graph.Tensors[index];
                Assert.AreEqual(rule.Type, tensor.Type);
                Assert.IsTrue(rule.Form == ScaleForm.Free || tensor.Quantization!.Scales.All(scale => PowerOfTwo.Is(scale)), tensor.Name);
                Assert.IsTrue(rule.ZeroPoint == ZeroPointRule.Free || tensor.Quantization!.ZeroPoint == 0 || (rule.ZeroPoint == ZeroPointRule.ZeroOrMinimum && tensor.Quantization.ZeroPoint == rule.Minimum), tensor.Name);
                Assert.IsTrue(rule.Granularity == Granularity.PerChannel || tensor.Quantization!.IsPerTensor, tensor.Name);
            }
        }
    }

    [TestMethod]
    public void A_tensor_that_is_never_negative_is_unsigned_where_the_scheme_allows()
    {
        var graph = Convert(GraphOfTwoConvolutions.Create(), "int8-symmetric-uint8-activations", null).Graph;

        Assert.AreEqual(new QuantizationParameters(6 / 255f, -128), graph.Tensors[3].Quantization);
        Assert.AreEqual(0, graph.Tensors[0].Quantization!.ZeroPoint);
    }

    [TestMethod]
    [DataRow("int8-symmetric")]
    [DataRow("int8-symmetric-pow2")]
    [DataRow("int8-symmetric-per-channel")]
    public void Weights_are_as_coarse_as_a_bias_of_few_bits_needs(string name)
    {
        // In steps of the accumulator the first bias is 200,000: 19 bits.
        var source = GraphOfTwoConvolutions.Create(bias: [200_000, -30]);
        var scheme = SchemeCatalogue.Named(name) with { BiasBits = 16 };
        foreach (var calibration in new ICalibrationSamples?[] { null, new Noise(5) })
        {
            var free = Convert(source, name, calibration).Graph;
            var converted = Requantizer.Convert(source, Arithmetic.TFLiteSource, scheme, calibration, new ParallelOptions()).Graph;

            Assert.IsGreaterThan(short.MaxValue, MemoryMarshal.Cast<byte, int>(free.Tensors[2].Data!.Value.Span)[0]);
            foreach (var bias in MemoryMarshal.Cast<byte, int>(converted.Tensors[2].Data!.Value.Span))
            {
                Assert.IsTrue(bias is >= short.MinValue and <= short.MaxValue, $"{bias}");
            }

            var (before, after) = (free.Tensors[2].Quantization!, converted.Tensors[2].Quantization!);
            Assert.AreEqual(
                MemoryMarshal.Cast<byte, int>(free.Tensors[2].Data!.Value.Span)[0] * (double)before.Scale / free.Tensors[3].Quantization!.Scale,
                MemoryMarshal.Cast<byte, int>(converted.Tensors[2].Data!.Value.Span)[0] * (double)after.Scale / converted.Tensors[3].Quantization!.Scale,
                1.5);
        }
    }

    [TestMethod]
    public void Requantization_to_powers_of_two_is_a_shift()
    {
        var graph = Convert(GraphOfTwoConvolutions.Create(), "int8-symmetric-pow2", new Noise(5)).Graph;

        foreach (var step in graph.Operators)
        {
            var factor = (double)graph.Tensors[step.Inputs[0]].Quantization!.Scale * graph.Tensors[step.Inputs[1]].Quantization!.Scale / graph.Tensors[step.Outputs[0]].Quantization!.Scale;
            Assert.AreEqual(1 << 30, Arithmetic.TFLite.Quantize(factor).Multiplier);
        }
    }

    [TestMethod]
    public void Folding_puts_the_clamp_on_the_largest_integer()
    {
        var graph = Convert(GraphOfTwoConvolutions.Create(), "int8-symmetric-pow2", null, PassNames.ZeroPointFolding).Graph;
        var unfolded = Convert(GraphOfTwoConvolutions.Create(), "int8-symmetric-pow2", null, PassNames.ZeroPointFolding, PassNames.ScaleFolding).Graph;

        // With c·6 on integer 127 saturation clamps; unfolded, 6 is integer 96 and needs its ReLU6.
        Assert.AreEqual(ActivationFunctionType.Relu, ((Conv2D)graph.Operators[0]).FusedActivationFunction);
        Assert.AreEqual(ActivationFunctionType.Relu6, ((Conv2D)unfolded.Operators[0]).FusedActivationFunction);
        Assert.AreEqual(1 / 16f, unfolded.Tensors[3].Quantization!.Scale);
    }

    [TestMethod]
    [DataRow("int8-symmetric")]
    [DataRow("int8-symmetric-pow2")]
    [DataRow("int8-symmetric-pow2-per-channel")]
    public void The_network_computes_what_it_did(string scheme)
    {
        var result = Convert(GraphOfTwoConvolutions.Create(), scheme, new Noise(20));

        Assert.IsGreaterThan(25, result.CalibrationSqnr!.Value);
    }

    [TestMethod]
    public void Without_bias_folding_the_biases_are_the_sources()
    {
        // A clipped weight, so that there is a mean error to fold.
        var source = GraphOfOneConvolution.Create([100, 255, 100, 100], 100);

        var all = Convert(source, "int8-symmetric", new Constant());
        var without = Convert(source, "int8-symmetric", new Constant(), PassNames.RoundingErrorFolding);

        Assert.IsGreaterThan(0, all.Layers[0].LargestBiasCorrection);
        Assert.AreEqual(0, without.Layers[0].LargestBiasCorrection);
        Assert.IsTrue(source.Tensors[2].Data!.Value.Span.SequenceEqual(without.Graph.Tensors[2].Data!.Value.Span));
    }

    [TestMethod]
    public void Without_the_kept_grid_weights_are_rounded_to_their_own_range()
    {
        var source = GraphOfOneConvolution.Create([128, 28, 200, 200], 128);

        Assert.AreEqual(0.01f, Convert(source, "int8-symmetric", null).Graph.Tensors[1].Quantization!.Scale);
        Assert.AreEqual((float)(100 * (double)0.01f / 127), Convert(source, "int8-symmetric", null, PassNames.GridPreservation).Graph.Tensors[1].Quantization!.Scale, 1e-9f);
    }

    [TestMethod]
    public void Equalization_lifts_a_small_channel_from_a_source_per_channel()
    {
        var source = GraphOfTwoConvolutions.Create([0.013f, 0.00013f], ActivationFunctionType.Relu);

        var all = Convert(source, "int8-symmetric", new Noise(20));
        var without = Convert(source, "int8-symmetric", new Noise(20), PassNames.CrossLayerEqualization);

        Assert.IsGreaterThan(without.CalibrationSqnr!.Value - 0.5, all.CalibrationSqnr!.Value);
        Assert.IsGreaterThan(Math.Abs((int)(sbyte)without.Graph.Tensors[1].Data!.Value.Span[3]), Math.Abs((int)(sbyte)all.Graph.Tensors[1].Data!.Value.Span[3]));
    }

    [TestMethod]
    public void Equalization_keeps_from_synthetic_samples_and_from_large_factors()
    {
        var source = GraphOfTwoConvolutions.Create([0.013f, 0.00013f], ActivationFunctionType.Relu);
        QuantizedGraph With(bool synthetic, params string[] without) => Requantizer.Convert(
            source, Arithmetic.TFLiteSource, SchemeCatalogue.Named("int8-symmetric"), new Noise(20), new ParallelOptions(), new RequantizationOptions { Synthetic = synthetic, Without = PassNames.Parse([.. without, PassNames.WeightCorrection]) }).Graph;
        double Weight(QuantizedGraph graph) => (sbyte)graph.Tensors[1].Data!.Value.Span[3] * graph.Tensors[1].Quantization!.Scale;

        Assert.AreEqual(Weight(With(true, PassNames.CrossLayerEqualization)), Weight(With(true)));

        // The channel is a hundredth of the other; it is lifted, and no further than four times.
        var lifted = Weight(With(false)) / (127 * 0.00013);
        Assert.IsGreaterThan(1.5, lifted);
        Assert.IsLessThan(4.5, lifted);
    }

    [TestMethod]
    [DataRow("int8-symmetric")]
    [DataRow("int8-symmetric-pow2")]
    [DataRow("tflite-uint8")]
    public void What_is_tied_to_a_softmax_has_its_scale(string scheme)
    {
        var source = GraphOfTwoConvolutions.Create();
        var output = source.Tensors[6];
        var tied = new QuantizationParameters(1 / 256f, -128);
        source = source with
        {
            Outputs = [8],
            Tensors = source.Tensors.AddRange(output with { Name = "softmax", Quantization = tied }, output with { Name = "reshape", Quantization = tied, Shape = new TensorShape(16, 2) }),
            Operators = source.Operators.AddRange(new Softmax { Inputs = [6], Outputs = [7] }, new Reshape { Inputs = [7], Outputs = [8] }),
        };

        var graph = Convert(source, scheme, null).Graph;

        Assert.AreEqual(1 / 256f, graph.Tensors[7].Quantization!.Scale);
        Assert.AreEqual(graph.Tensors[7].Quantization, graph.Tensors[8].Quantization);
    }

    [TestMethod]
    public void Sixteen_bit_activations_have_biases_of_64_bits()
    {
        var target = Convert(GraphOfTwoConvolutions.Create(), "tflite-int16x8", new Noise(5));

        Assert.AreEqual(ElementType.Int64, target.Graph.Tensors[2].Type);
        Assert.AreEqual((float)(2 * 128 / 64.0 / 2 / 32767), target.Graph.Tensors[0].Quantization!.Scale, 1e-9f);
        Assert.IsGreaterThan(30, target.CalibrationSqnr!.Value);
    }

    [TestMethod]
    [DataRow("int8-symmetric-pow2", true)]
    [DataRow("tflite-int16x8", false)]
    public void Only_16_bit_sums_are_told_that_their_scales_are_any(string scheme, bool expected)
    {
        var activations = SchemeCatalogue.Named(scheme).Activations;

        Assert.AreEqual(expected, ((Add)OperatorRules.WithScalesOf(new Add { Inputs = [0, 1], Outputs = [2] }, activations)).PotScaleInt16);
        Assert.AreEqual(expected, ((Sub)OperatorRules.WithScalesOf(new Sub { Inputs = [0, 1], Outputs = [2] }, activations)).PotScaleInt16);
    }

    [TestMethod]
    [DataRow("int8-symmetric")]
    [DataRow("tflite-uint8")]
    [DataRow("tflite-int16x8")]
    public void A_source_of_sixteen_bits_goes_where_one_of_eight_goes(string scheme)
    {
        var wide = Convert(GraphOfTwoConvolutions.Create(), "tflite-int16x8", null).Graph;

        Assert.IsGreaterThan(30, Convert(wide, scheme, new Noise(5)).CalibrationSqnr ?? double.PositiveInfinity);
    }

    [TestMethod]
    [DataRow(0f)]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    [DataRow(-1f)]
    public void A_scale_that_is_no_positive_number_is_refused_by_name(float scale)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => Convert(GraphOfTwoConvolutions.Create([scale]), "int8-symmetric", new Noise(3)));

        Assert.AreEqual(MrqCodes.DegenerateQuantization, error.Code);
        Assert.AreEqual("first", error.Place.Tensor);
    }

    [TestMethod]
    [DataRow("int8-symmetric", 1e-30f, 1e-30f)]
    [DataRow("int8-symmetric-pow2", 1e-30f, 1e-30f)]
    [DataRow("int8-symmetric-per-channel", 0.01f, 1e-30f)]
    [DataRow("int8-symmetric", 0.01f, 1e-30f)]
    public void Tiny_scales_make_dead_channels_and_no_failure(string scheme, float first, float second)
    {
        var result = Convert(GraphOfTwoConvolutions.Create([first, second]), scheme, new Noise(3));

        Assert.IsTrue(result.Graph.Tensors[1].Quantization!.Scales.All(scale => scale > 0 && float.IsFinite(scale)));
    }

    [TestMethod]
    [DynamicData(nameof(Schemes))]
    public void One_sample_or_constant_samples_are_enough_to_convert(string scheme)
    {
        foreach (var calibration in new ICalibrationSamples[] { new Noise(1), new Constant() })
        {
            var result = Convert(GraphOfTwoConvolutions.Create([0.013f, 0.002f]), scheme, calibration);

            Assert.IsTrue(result.CalibrationSqnr is null or > 15, $"{calibration}: {result.CalibrationSqnr} dB");
        }
    }

    [TestMethod]
    public void A_bias_that_would_not_fit_makes_its_weights_coarser()
    {
        // So many steps of 1/64 · 0.013 are half as many again on a grid of two thirds: more than 2^31.
        var source = GraphOfTwoConvolutions.Create([0.013f, 0.00001f], bias: [1_800_000_000, 1_800_000_000]);
        foreach (var calibration in new ICalibrationSamples?[] { null, new Noise(3) })
        {
            var target = Convert(source, "int8-symmetric-pow2-per-channel", calibration).Graph;
            Assert.IsGreaterThan(0.013f, target.Tensors[1].Quantization!.Scales[0]);

            // As in the source nothing but the upper clamp comes out.
            var session = new EmulatorSession(CompiledGraph.Compile(target, SchemeCatalogue.Named("int8-symmetric-pow2").Arithmetic, keepAllTensors: true));
            session.Run();
            Assert.IsTrue(session.Tensor(3).IndexOfAnyExcept((byte)127) < 0);
        }
    }

    [TestMethod]
    public void A_bias_of_more_than_40_bits_is_one_coded_error()
    {
        var wide = Convert(GraphOfTwoConvolutions.Create(), "tflite-int16x8", null).Graph;
        var bias = wide.Tensors[2] with { Data = MemoryMarshal.AsBytes<long>([1L << 45, 0]).ToArray() };

        var error = Assert.ThrowsExactly<MrqException>(() => Convert(wide.WithTensors(new Dictionary<int, Tensor> { [2] = bias }), "tflite-int16x8", null));

        Assert.AreEqual(MrqCodes.UnsupportedConversion, error.Code);
        Assert.Contains("does not fit 40 bits", error.Message);
    }

    [TestMethod]
    public void All_threads_give_the_bytes_of_one()
    {
        foreach (var scheme in new[] { "int8-symmetric", "int8-symmetric-pow2" })
        {
            var source = GraphOfTwoConvolutions.Create([0.013f, 0.002f]);
            var one = Requantizer.Convert(source, Arithmetic.TFLiteSource, SchemeCatalogue.Named(scheme), new Noise(9), new ParallelOptions { MaxDegreeOfParallelism = 1 }).Graph;
            var many = Requantizer.Convert(source, Arithmetic.TFLiteSource, SchemeCatalogue.Named(scheme), new Noise(9), new ParallelOptions { MaxDegreeOfParallelism = 8 }).Graph;

            for (var index = 0; index < one.Tensors.Length; index++)
            {
                Assert.AreEqual(one.Tensors[index].Quantization, many.Tensors[index].Quantization);
                Assert.IsTrue((one.Tensors[index].Data ?? default).Span.SequenceEqual((many.Tensors[index].Data ?? default).Span));
            }
        }
    }

    [TestMethod]
    public void A_pass_that_does_not_exist_is_refused_with_the_names_that_do()
    {
        var error = Assert.ThrowsExactly<MrqException>(() => PassNames.Parse(["rounding-error-foldin"]));

        Assert.AreEqual(MrqCodes.BadOption, error.Code);
        Assert.Contains("rounding-error-folding", error.Message);
    }

    private static RequantizedModel Convert(QuantizedGraph graph, string scheme, ICalibrationSamples? inputs, params string[] without) =>
        Requantizer.Convert(graph, Arithmetic.TFLiteSource, SchemeCatalogue.Named(scheme), inputs, new ParallelOptions(), new RequantizationOptions { Without = PassNames.Parse(without) });

    /// <summary>Values that a fixed seed draws, the same reals for every input.</summary>
    private sealed class Noise(int count) : ICalibrationSamples
    {
        public int Count => count;

        public void Encode(int sample, int place, Tensor input, Span<byte> destination)
        {
            var random = new Random(sample);
            var (minimum, maximum) = input.Type.IntegerRange();
            var bytes = input.Type.BitWidth() / 8;
            for (var i = 0; i < destination.Length; i += bytes)
            {
                var real = (random.NextDouble() * 3.8) - 1.9;
                var integer = FloatingPoint.RoundAndClamp((real / input.Quantization!.Scale) + input.Quantization.ZeroPoint, minimum, maximum);
                for (var part = 0; part < bytes; part++)
                {
                    destination[i + part] = unchecked((byte)(integer >> (8 * part)));
                }
            }
        }
    }

    private sealed class Constant : ICalibrationSamples
    {
        public int Count => 4;

        public void Encode(int sample, int place, Tensor input, Span<byte> destination) => destination.Fill(unchecked((byte)(FloatingPoint.RoundAndClamp(0.5 / input.Quantization!.Scale, -128, 127) + input.Quantization.ZeroPoint)));
    }
}
