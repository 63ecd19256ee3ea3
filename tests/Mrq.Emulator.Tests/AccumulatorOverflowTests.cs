using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Core.Numerics;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Emulator.Tests;

/// <summary>What sums can reach is known before a run, and a sum that does not fit is found in it.</summary>
[TestClass]
public sealed class AccumulatorOverflowTests
{
    private static readonly Arithmetic NarrowWrapping = Arithmetic.TFLite with { Accumulator = new Accumulator(8, AccumulatorOverflow.Wrap) };
    private static readonly Arithmetic NarrowSaturating = Arithmetic.TFLite with { Accumulator = new Accumulator(8, AccumulatorOverflow.Saturate) };

    [TestMethod]
    public void The_bound_is_the_worst_that_weights_input_range_and_bias_allow()
    {
        // Channel 0: 3·127 + 2·128 up, 3·128 + 2·127 down, and a bias of 100 that only helps upwards; channel 1 has a bias alone.
        var bound = AccumulatorBound.OfWeights([3, -2, 0, 0], channelsLast: false, [100, -1000], (-128, 127));

        Assert.AreEqual(new AccumulatorBound(-1000, (3 * 127) + (2 * 128) + 100), bound);
        Assert.AreEqual(11, bound.Bits);
        Assert.AreEqual(bound, AccumulatorBound.OfWeights([3, 0, -2, 0], channelsLast: true, [100, -1000], (-128, 127)));
    }

    [TestMethod]
    [DataRow(-128, 127, 8)]
    [DataRow(-129, 0, 9)]
    [DataRow(0, 128, 9)]
    [DataRow(0, 0, 1)]
    [DataRow(long.MinValue, long.MaxValue, 64)]
    public void Bits_are_those_of_twos_complement(long minimum, long maximum, int bits) =>
        Assert.AreEqual(bits, new AccumulatorBound(minimum, maximum).Bits);

    [TestMethod]
    public void A_bias_at_the_end_of_64_bits_does_not_break_the_bound() =>
        Assert.AreEqual(long.MaxValue, AccumulatorBound.OfWeights([1], channelsLast: false, [long.MaxValue], (-128, 127)).Maximum);

    [TestMethod]
    [DataRow("mobilenet_v2_1.0_224_quant")]
    [DataRow("kws_ref_model")]
    public void A_real_network_is_proven_not_to_overflow(string model)
    {
        var graph = TfLiteModel.Read(File.ReadAllBytes(TestData.PathOf("models", model + ".tflite"))).Graph;

        var uses = CompiledGraph.Compile(graph, Arithmetic.TFLite).Accumulators.ToList();

        Assert.IsTrue(uses.Count >= graph.Operators.Count(step => step is Conv2D or DepthwiseConv2D or FullyConnected));
        Assert.IsTrue(uses.All(use => use.IsProven), string.Join("; ", uses.Where(use => !use.IsProven)));
    }

    [TestMethod]
    [DataRow(KernelSet.Fast)]
    [DataRow(KernelSet.Reference)]
    public void A_sum_that_wraps_is_counted_for_its_operator(KernelSet kernels)
    {
        var compiled = CompiledGraph.Compile(Graph(), NarrowWrapping, kernels);
        Assert.IsFalse(compiled.Accumulators.Single().IsProven);
        Assert.AreEqual(8 - 9, compiled.Accumulators.Single().Headroom);

        var session = new EmulatorSession(compiled);
        session.SetInputs([100, 100, 10, 10]);
        session.Run();

        // 200 wraps to -56 in the first row; 20 fits.
        CollectionAssert.AreEqual(new byte[] { unchecked((byte)-56), 20 }, session.Outputs());
        Assert.AreEqual(1, session.Overflows[0]);
    }

    [TestMethod]
    public void A_sum_that_saturates_is_counted_too()
    {
        var session = new EmulatorSession(CompiledGraph.Compile(Graph(), NarrowSaturating));
        session.SetInputs([100, 100, 156, 156]);
        session.Run();

        CollectionAssert.AreEqual(new byte[] { 127, 0x80 }, session.Outputs());
        Assert.AreEqual(2, session.Overflows[0]);
    }

    [TestMethod]
    public void What_fits_is_not_counted()
    {
        var session = new EmulatorSession(CompiledGraph.Compile(Graph(), NarrowWrapping));
        session.SetInputs([1, 2, 3, 4]);
        session.Run();

        Assert.AreEqual(0, session.Overflows.Count);
    }

    /// <summary>Two rows, each summed.</summary>
    private static QuantizedGraph Graph() => OneOperatorGraph.Of(
        new FullyConnected { Inputs = [], Outputs = [] },
        SmallTensors.Of(ElementType.Int8, 1, 0, 2, 2),
        LinearLayerTests.Weights([1, 1], 1, 2),
        SmallTensors.Of(ElementType.Int8, 1, 0, 2, 1));
}
