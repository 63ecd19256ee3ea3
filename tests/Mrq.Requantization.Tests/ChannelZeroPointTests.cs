using System.Globalization;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Emulator;

namespace Mrq.Requantization.Tests;

/// <summary>Weights with a scale for each channel that are unsigned: their zero point is in the file for every channel, and is taken off by every kernel.</summary>
[TestClass]
public sealed class ChannelZeroPointTests
{
    private static readonly QuantizationScheme Scheme = SchemeDefinition.Create("channels", [new("BasedOn", "tflite-uint8"), new("WeightGranularity", "PerChannel")], SchemeCatalogue.Named);

    [TestMethod]
    public void The_zero_point_of_a_source_per_tensor_is_that_of_each_channel()
    {
        var converted = Convert(GraphOfOneConvolution.Create([100, 255, 3, 90], 100));

        var weights = converted.Graph.Tensors[1];
        Assert.AreEqual("100 100", string.Join(' ', weights.Quantization!.ZeroPoints.Select(zeroPoint => zeroPoint.ToString(CultureInfo.InvariantCulture))));
        CollectionAssert.AreEqual(new byte[] { 100, 255, 3, 90 }, weights.Data!.Value.ToArray());
    }

    [TestMethod]
    public void The_network_computes_what_it_did()
    {
        var source = GraphOfTwoConvolutions.Create();

        Assert.IsGreaterThan(35, Sqnr.Of(source, Convert(source), Scheme));
    }

    [TestMethod]
    public void Signed_weights_of_a_source_per_channel_lie_around_the_middle_of_the_type()
    {
        var source = GraphOfTwoConvolutions.Create();
        var signed = Requantizer.Convert(source, Arithmetic.TFLiteSource, SchemeCatalogue.Named("tflite-int8"), null, new ParallelOptions()).Graph;

        var converted = Convert(signed);

        Assert.IsTrue(converted.Graph.Tensors[1].Quantization!.ZeroPoints.All(zeroPoint => zeroPoint == 128));
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
