using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Tests.Linear;
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

    [TestMethod]
    public void Averages_means_and_norms_are_bounded_by_what_they_sum()
    {
        var pool = OneOperatorGraph.Of(
            new AveragePool2D { Inputs = [], Outputs = [], FilterHeight = 2, FilterWidth = 3, StrideW = 3, StrideH = 2 },
            SmallTensors.Of(ElementType.Int8, 1, 0, 1, 2, 3, 1),
            SmallTensors.Of(ElementType.Int8, 1, 0, 1, 1, 1, 1));
        var mean = OneOperatorGraph.Of(
            new Mean { Inputs = [], Outputs = [] },
            SmallTensors.Of(ElementType.UInt8, 1, 100, 1, 10),
            SmallTensors.Integers(1),
            SmallTensors.Of(ElementType.UInt8, 1, 0, 1));
        var norm = OneOperatorGraph.Of(new L2Normalization { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 1, 0, 1, 4), SmallTensors.Of(ElementType.Int8, 1 / 128f, 0, 1, 4));

        Assert.AreEqual(new AccumulatorBound(6 * -128, 6 * 127), Use(pool).Bound);
        Assert.AreEqual(new AccumulatorBound(10 * -100, 10 * 255), Use(mean).Bound);
        Assert.AreEqual(new AccumulatorBound(0, 4 * 255 * 255), Use(norm).Bound);
    }

    [TestMethod]
    public void The_average_of_a_narrow_accumulator_is_wrong_and_counted()
    {
        var graph = OneOperatorGraph.Of(
            new AveragePool2D { Inputs = [], Outputs = [], FilterHeight = 1, FilterWidth = 2, StrideW = 2 },
            SmallTensors.Of(ElementType.Int8, 1, 0, 1, 1, 2, 1),
            SmallTensors.Of(ElementType.Int8, 1, 0, 1, 1, 1, 1));
        var session = new EmulatorSession(CompiledGraph.Compile(graph, NarrowSaturating));
        session.SetInputs([100, 100]);
        session.Run();

        CollectionAssert.AreEqual(new byte[] { 64 }, session.Outputs());
        Assert.AreEqual(1, session.Overflows[0]);
    }

    [TestMethod]
    public void The_sum_of_a_softmax_over_more_than_4095_equal_values_overflows()
    {
        // Each exponential of 0 is one in Q12.19, and 2^12 of them are 2^31.
        QuantizedGraph Graph(int classes) => OneOperatorGraph.Of(
            new Softmax { Inputs = [], Outputs = [] },
            SmallTensors.Of(ElementType.UInt8, 0.1f, 0, 1, classes),
            SmallTensors.Of(ElementType.UInt8, 1 / 256f, 0, 1, classes));
        Assert.IsTrue(Use(Graph(4095)).IsProven);
        Assert.IsFalse(Use(Graph(4096)).IsProven);

        var session = new EmulatorSession(CompiledGraph.Compile(Graph(4096), Arithmetic.TFLite));
        session.SetInputs(new byte[4096]);
        session.Run();

        Assert.AreEqual(4096, session.Overflows[0]);
    }

    private static AccumulatorUse Use(QuantizedGraph graph) => CompiledGraph.Compile(graph, Arithmetic.TFLite).Accumulators.Single();

    /// <summary>Two rows, each summed.</summary>
    private static QuantizedGraph Graph() => OneOperatorGraph.Of(
        new FullyConnected { Inputs = [], Outputs = [] },
        SmallTensors.Of(ElementType.Int8, 1, 0, 2, 2),
        LinearLayerTests.Weights([1, 1], 1, 2),
        SmallTensors.Of(ElementType.Int8, 1, 0, 2, 1));
}
