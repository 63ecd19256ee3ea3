using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Activations;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Tests;

[TestClass]
public sealed class Int16PoolingAndSoftmaxTests
{
    private static readonly Tensor Image = SmallTensors.Of(ElementType.Int16, 0.1f, 0, 2, 1, 4, 1);
    private static readonly Tensor Halved = SmallTensors.Of(ElementType.Int16, 0.1f, 0, 2, 1, 2, 1);

    [TestMethod]
    public void AVERAGE_POOL_2D_rounds_ties_away_from_zero()
    {
        var graph = OneOperatorGraph.Of(new AveragePool2D { Inputs = [], Outputs = [], FilterWidth = 2, StrideW = 2 }, Image, Halved);
        CollectionAssert.AreEqual(new short[] { 3, -3, 32767, -32768 }, graph.Run<short>([2, 3, -2, -3, 32767, 32767, -32768, -32768]));
    }

    [TestMethod]
    public void MAX_POOL_2D_takes_the_largest()
    {
        var graph = OneOperatorGraph.Of(new MaxPool2D { Inputs = [], Outputs = [], FilterWidth = 2, StrideW = 2 }, Image, Halved);
        CollectionAssert.AreEqual(new short[] { 3, -2, 32767, -32768 }, graph.Run<short>([2, 3, -2, -3, 0, 32767, -32768, -32768]));
    }

    /// <summary>The expected values are of a second implementation in exact integers.</summary>
    [TestMethod]
    [DataRow(0.0005f, 1f, new[] { 100, -200, 3000, 32767, -32768, 0 }, new[] { 2, 2, 2, 32757, 2, 2 })]
    [DataRow(0.25f, 1f, new[] { 1, 2, 3, 4 }, new[] { 5416, 6955, 8931, 11466 })]
    [DataRow(0.001f, 1f, new[] { 0, 0, 0 }, new[] { 10922, 10922, 10922 })]
    [DataRow(0.001f, 1f, new[] { -5 }, new[] { 32767 }, DisplayName = "one value is certain")]
    [DataRow(0.001f, 0.5f, new[] { 1000, 2000, -3000, 2500, 2499, 0 }, new[] { 4298, 7087, 582, 9099, 9095, 2607 })]
    [DataRow(0.001f, 1f, new[] { 676, 634, 429, 273, 502 }, new[] { 7712, 7395, 6024, 5154, 6481 }, DisplayName = "the sum is rounded")]
    public void SOFTMAX_looks_exponentials_and_reciprocal_up(float scale, float beta, int[] input, int[] expected)
    {
        var graph = Softmax(scale, beta, 2, input.Length);
        var twice = input.Concat(input.Reverse()).Select(value => (short)value).ToArray();
        CollectionAssert.AreEqual(expected.Concat(expected.Reverse()).ToArray(), graph.Run(twice).Select(value => (int)value).ToArray());

        var exponentials = input.Select(value => Math.Exp(value * (double)scale * beta)).ToArray();
        for (var i = 0; i < input.Length; i++)
        {
            Assert.AreEqual(exponentials[i] / exponentials.Sum(), expected[i] / 32768.0, 4e-4);
        }
    }

    [TestMethod]
    public void SOFTMAX_of_int16_has_the_scale_of_its_range() => OneOperatorGraph.Of(
        new Softmax { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int16, 1, 0, 2), SmallTensors.Of(ElementType.Int16, 1 / 16384f, 0, 2)).AssertInvalid();

    /// <summary>Sums over all entries, plain and weighted by index, of tables that a second implementation computed.</summary>
    [TestMethod]
    public void The_tables_have_TFLites_entries()
    {
        AssertSums(1694030, 781484582, InterpolatedTable.Of(10.0 / 65535, short.MaxValue, Math.Exp).Samples.ToArray());
        AssertSums(11653643, 2640032194, InterpolatedTable.Of(1.0 / 65535, short.MinValue, x => 1 / (1 + x)).Samples.ToArray());
        AssertSums(15670629, 2108062945, SigmoidTable.Values.ToArray());
    }

    [TestMethod]
    [DataRow(32480, 31360)]
    [DataRow(32576, 31823)]
    [DataRow(32736, 32609)]
    public void A_tie_between_two_entries_goes_up(int value, int expected) =>
        Assert.AreEqual(expected, InterpolatedTable.Of(10.0 / 65535, short.MaxValue, Math.Exp)[(short)value]);

    private static void AssertSums<T>(long sum, long weighted, T[] entries)
        where T : System.Numerics.IBinaryInteger<T>
    {
        Assert.AreEqual(sum, entries.Sum(long.CreateChecked));
        Assert.AreEqual(weighted, entries.Select((entry, i) => i * long.CreateChecked(entry)).Sum());
    }

    private static QuantizedGraph Softmax(float scale, float beta, int rows, int columns) => OneOperatorGraph.Of(
        new Softmax { Inputs = [], Outputs = [], Beta = beta },
        SmallTensors.Of(ElementType.Int16, scale, 0, rows, columns),
        SmallTensors.Of(ElementType.Int16, 1 / 32768f, 0, rows, columns));
}
