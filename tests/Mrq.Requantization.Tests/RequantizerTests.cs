using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Requantization.Calibration;

namespace Mrq.Requantization.Tests;

[TestClass]
public sealed class RequantizerTests
{
    [TestMethod]
    public void Weights_keep_their_grid_without_the_zero_point()
    {
        var result = Convert(GraphOfOneConvolution.Create([128, 1, 200, 255], 128), "int8-symmetric");

        CollectionAssert.AreEqual(new sbyte[] { 0, -127, 72, 127 }, Weights(result));
        Assert.AreEqual(new QuantizationParameters(0.01f), result.Graph.Tensors[1].Quantization);
        Assert.IsTrue(result.Layers[0].GridKept);
        Assert.AreEqual(0, result.Layers[0].ClippedWeights);
    }

    [TestMethod]
    public void Weights_outside_the_range_are_clipped_and_counted()
    {
        var result = Requantizer.Convert(
            GraphOfOneConvolution.Create([100, 255, 0, 100], 100), Arithmetic.TFLiteSource, SchemeCatalogue.Named("int8-symmetric"), null, new ParallelOptions(), new RequantizationOptions { Without = [PassNames.WeightScaleSearch] });

        CollectionAssert.AreEqual(new sbyte[] { 0, 127, -100, 0 }, Weights(result));
        Assert.AreEqual(1, result.Layers[0].ClippedWeights);
    }

    [TestMethod]
    public void A_weight_that_does_not_fit_the_grid_moves_its_layer_to_another_one()
    {
        var result = Convert(GraphOfOneConvolution.Create([100, 255, 0, 100], 100), "int8-symmetric");

        Assert.AreEqual(0, result.Layers[0].ClippedWeights);
        Assert.AreEqual((float)(0.01f * (155 / 127d)), result.Graph.Tensors[1].Quantization!.Scale);
    }

    [TestMethod]
    public void A_per_channel_target_rounds_only_the_channel_that_does_not_fit()
    {
        var result = Convert(GraphOfOneConvolution.Create([100, 255, 0, 100], 100), "tflite-int8");

        Assert.AreEqual(1, result.Layers[0].RegriddedChannels);
        Assert.AreEqual(0.01f, result.Graph.Tensors[1].Quantization!.Scales[1]);
        Assert.AreEqual((float)(0.01f * (155 / 127d)), result.Graph.Tensors[1].Quantization!.Scales[0]);
    }

    [TestMethod]
    public void An_input_that_is_symmetric_already_loses_nothing()
    {
        var result = Convert(GraphOfOneConvolution.Create([1, 2, 3, 4], 128), "int8-symmetric");

        Assert.AreEqual(ElementType.Int8, result.Graph.Tensors[0].Type);
        Assert.AreEqual(new QuantizationParameters(1 / 128f), result.Graph.Tensors[0].Quantization);
    }

    [TestMethod]
    public void A_symmetric_output_covers_the_sources_range()
    {
        var result = Convert(GraphOfOneConvolution.Create([1, 2, 3, 4], 128, outputScale: 6 / 255f), "int8-symmetric");

        Assert.AreEqual(6 / 127f, result.Graph.Tensors[3].Quantization!.Scale, 1e-8f);
        Assert.AreEqual(0, result.Graph.Tensors[3].Quantization!.ZeroPoint);
    }

    [TestMethod]
    public void An_asymmetric_target_shifts_the_zero_point_and_keeps_the_scale()
    {
        var result = Convert(GraphOfOneConvolution.Create([1, 2, 3, 4], 128, outputScale: 0.03f, outputZeroPoint: 7), "tflite-int8");

        Assert.AreEqual(new QuantizationParameters(0.03f, -121), result.Graph.Tensors[3].Quantization);
    }

    [TestMethod]
    public void Folding_gives_a_clipped_layer_the_sources_mean_output()
    {
        // Channel 0 loses 28 of 155 steps at its second input, which is constant at 64 steps: 28 * 64 goes into the bias.
        var source = GraphOfOneConvolution.Create([100, 255, 100, 100], 100);

        var folded = Convert(source, "int8-symmetric", new ConstantInput(64));

        CollectionAssert.AreEqual(new[] { 1000 + (28 * 64), -1000 }, Bias(folded));
    }

    [TestMethod]
    public void The_number_of_threads_changes_nothing()
    {
        var source = GraphOfOneConvolution.Create([100, 255, 3, 100], 100);

        var one = Requantizer.Convert(source, Arithmetic.TFLiteSource, SchemeCatalogue.Named("int8-symmetric"), new ConstantInput(31), new ParallelOptions { MaxDegreeOfParallelism = 1 });
        var many = Requantizer.Convert(source, Arithmetic.TFLiteSource, SchemeCatalogue.Named("int8-symmetric"), new ConstantInput(31), new ParallelOptions { MaxDegreeOfParallelism = 8 });

        CollectionAssert.AreEqual(Bias(one), Bias(many));
    }

    [TestMethod]
    public void An_operator_that_conversion_does_not_know_is_refused_by_name()
    {
        var graph = GraphOfOneConvolution.Create([1, 2, 3, 4], 128);
        graph = graph with { Operators = [.. graph.Operators, new OpaqueOperator("HARD_SWISH") { Inputs = [3], Outputs = [3] }] };

        var error = Assert.ThrowsExactly<MrqException>(() => Convert(graph, "int8-symmetric"));

        Assert.AreEqual(MrqCodes.UnsupportedConversion, error.Code);
        Assert.Contains("HARD_SWISH", error.Message);
    }

    private static RequantizedModel Convert(QuantizedGraph graph, string scheme, ICalibrationSamples? inputs = null) =>
        Requantizer.Convert(graph, Arithmetic.TFLiteSource, SchemeCatalogue.Named(scheme), inputs, new ParallelOptions());

    private static sbyte[] Weights(RequantizedModel model) => [.. MemoryMarshal.Cast<byte, sbyte>(model.Graph.Tensors[1].Data!.Value.Span)];

    private static int[] Bias(RequantizedModel model) => [.. MemoryMarshal.Cast<byte, int>(model.Graph.Tensors[2].Data!.Value.Span)];

    /// <summary>Three samples, all of whose values are the same number of steps above zero.</summary>
    private sealed class ConstantInput(int steps) : ICalibrationSamples
    {
        public int Count => 3;

        public void Encode(int sample, int place, Tensor input, Span<byte> destination) => destination.Fill(unchecked((byte)(steps + input.Quantization!.ZeroPoint)));
    }
}
