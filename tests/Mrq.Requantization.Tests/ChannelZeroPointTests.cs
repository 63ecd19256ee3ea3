using System.Globalization;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Requantization.Layers;

namespace Mrq.Requantization.Tests;

/// <summary>Weights with a scale for each channel that are unsigned: their zero point is in the file for every channel, and is taken off by every kernel.</summary>
[TestClass]
public sealed class ChannelZeroPointTests
{
    private static readonly QuantizationScheme Scheme = SchemeDefinition.Create("channels", [new("BasedOn", "tflite-uint8"), new("WeightGranularity", "PerChannel")], SchemeCatalogue.Named);

    [TestMethod]
    public void The_zero_point_of_each_channel_is_that_of_its_own_range()
    {
        var source = GraphOfOneConvolution.Create([100, 255, 3, 90], 100);
        var converted = Convert(source);

        // The first row is never negative, the second never positive: each has all 255 steps for itself, and the source's integers among them.
        var weights = converted.Graph.Tensors[1];
        Assert.AreEqual("0 255", string.Join(' ', weights.Quantization!.ZeroPoints.Select(zeroPoint => zeroPoint.ToString(CultureInfo.InvariantCulture))));
        int[] centered = [0, 155, -97, -10];
        for (var i = 0; i < 4; i++)
        {
            Assert.AreEqual(centered[i] * (double)0.01f, (weights.Data!.Value.Span[i] - (int)weights.Quantization.ZeroPoints[i / 2]) * (double)weights.Quantization.ScaleOf(i / 2), 1e-8);
        }
    }

    [TestMethod]
    public void A_row_of_one_sign_is_twice_as_fine_as_one_around_the_middle()
    {
        var source = GraphOfOneConvolution.Create([101, 227, 39, 71], 100);
        var rule = Scheme.Weights;
        var ranges = WeightRanges.Of(rule, source.Tensors[1], [[0.5, 1], [-1, 1], [-3, 1], [0, 0]]);

        Assert.AreEqual("0 128 191 128", string.Join(' ', Enumerable.Range(0, 4).Select(row => ranges.Of(row).ZeroPoint.ToString(CultureInfo.InvariantCulture))));
        Assert.AreEqual(255, ranges.LargestOf(0, [0.5, 1]));
        Assert.AreEqual(127, ranges.LargestOf(1, [-1, 1]));
        Assert.AreEqual(191, ranges.LargestOf(2, [-3, 1]), 1);

        // What the samples made of the row may reach further on the side that has less room.
        Assert.AreEqual(64, ranges.LargestOf(2, [-3, 3]));
    }

    [TestMethod]
    public void The_network_computes_what_it_did()
    {
        var source = GraphOfTwoConvolutions.Create();

        Assert.IsGreaterThan(35, Sqnr.Of(source, Convert(source), Scheme));
    }

    [TestMethod]
    public void Signed_weights_of_a_source_per_channel_are_held_as_they_are()
    {
        var source = GraphOfTwoConvolutions.Create();
        var signed = Requantizer.Convert(source, Arithmetic.TFLiteSource, SchemeCatalogue.Named("tflite-int8"), null, new ParallelOptions()).Graph;

        var converted = Convert(signed);

        var (before, after) = (signed.Tensors[1], converted.Graph.Tensors[1]);
        for (var i = 0; i < 4; i++)
        {
            Assert.AreEqual((sbyte)before.Data!.Value.Span[i] * (double)before.Quantization!.ScaleOf(i / 2), (after.Data!.Value.Span[i] - (int)after.Quantization!.ZeroPoints[i / 2]) * (double)after.Quantization.ScaleOf(i / 2), 1e-8);
        }

        Assert.IsGreaterThan(35, Sqnr.Of(source, converted, Scheme));
    }

    [TestMethod]
    [DataRow("tflite")]
    [DataRow("float32")]
    public void FULLY_CONNECTED_takes_the_zero_point_of_each_channel_off_unsigned_weights(string arithmetic)
    {
        int[] zeroPoints = [100, 140], inputs = [3, 250, 128, 7, 90, 200, 131, 0];
        byte[] integers = [100, 255, 3, 90];
        float[] scales = [0.01f, 0.02f];
        var source = GraphOfOneConvolution.Create(integers, 100, outputZeroPoint: 128);
        var weights = source.Tensors[1] with { Shape = new TensorShape(2, 2), Quantization = new QuantizationParameters([.. scales], [.. zeroPoints.Select(zeroPoint => (long)zeroPoint)], 0) };
        var graph = source with { Tensors = source.Tensors.SetItem(0, source.Tensors[0] with { Shape = new TensorShape(4, 2) }).SetItem(1, weights).SetItem(3, source.Tensors[3] with { Shape = new TensorShape(4, 2) }), Operators = [new FullyConnected { Inputs = [0, 1, -1], Outputs = [3] }] };
        var session = new EmulatorSession(CompiledGraph.Compile(graph, ArithmeticCatalogue.Find(arithmetic)!));
        inputs.Select(input => (byte)input).ToArray().CopyTo(session.Input(0));

        session.Run();

        for (var i = 0; i < inputs.Length; i++)
        {
            var (row, channel) = (i / 2, i % 2);
            var sum = Enumerable.Range(0, 2).Sum(column => (inputs[(row * 2) + column] - 128) * (integers[(channel * 2) + column] - zeroPoints[channel]));
            var exact = (sum * (double)scales[channel] / 128 / 0.05f) + 128;
            Assert.AreEqual(Math.Clamp(exact, 0, 255), session.Output(0)[i], 0.502, $"{i}");
        }
    }

    private static RequantizedModel Convert(QuantizedGraph graph) => Requantizer.Convert(graph, Arithmetic.TFLiteSource, Scheme, null, new ParallelOptions());
}
