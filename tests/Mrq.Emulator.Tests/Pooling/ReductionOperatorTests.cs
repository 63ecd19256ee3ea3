using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using static Mrq.Emulator.Tests.RealOperator;

namespace Mrq.Emulator.Tests.Pooling;

/// <summary>Values of LiteRT's <c>reduce_test.cc</c>, <c>cumsum_test.cc</c> and <c>topk_v2_test.cc</c>.</summary>
[TestClass]
public sealed class ReductionOperatorTests
{
    private static readonly double[] Factors = [1, 2, 3, 4, 8, 7, 6, 5, 10, 9, 11, 12, 1, 2, 3, 4, 8, 7, 6, 5, 10, 9, 11, 12];

    [TestMethod]
    [DataRow(ElementType.UInt8)]
    [DataRow(ElementType.Int8)]
    [DataRow(ElementType.Int16)]
    public void REDUCE_MAX_and_REDUCE_MIN_take_stored_values(ElementType type)
    {
        var (input, output) = (SmallTensors.Of(type, 0.5f, 0, 2, 3), SmallTensors.Of(type, 0.5f, 0, 2));
        AssertNear([3, 9], Reduced(new ReduceMax { Inputs = [], Outputs = [] }, output, input, [1, 3, 2, 9, 7, 8], 1), 0);
        AssertNear([1, 7], Reduced(new ReduceMin { Inputs = [], Outputs = [] }, output, input, [1, 3, 2, 9, 7, 8], -1), 0);
        AssertNear([9], Reduced(new ReduceMax { Inputs = [], Outputs = [], KeepDims = true }, SmallTensors.Of(type, 0.5f, 0, 1, 1), input, [1, 3, 2, 9, 7, 8], 0, 1), 0);
    }

    [TestMethod]
    public void A_maximum_of_another_scale_is_refused() => OneOperatorGraph.Of(
        new ReduceMax { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 1, 0, 2), SmallTensors.Integers(0), SmallTensors.Of(ElementType.Int8, 2, 0)).AssertInvalid();

    [TestMethod]
    [DataRow(ElementType.Int8)]
    [DataRow(ElementType.Int16)]
    public void REDUCE_PROD_gives_the_values_of_LiteRTs_test(ElementType type)
    {
        var low = type == ElementType.Int16 ? -1 : 0;
        var (step, input) = (new ReduceProd { Inputs = [], Outputs = [] }, Tensor(type, low * 12, 12, 3, 2, 2, 2));
        double Tolerance(int count, double largest) => count * 2 * largest * (type == ElementType.Int8 ? 1 / 255.0 : 1 / 32767.0);
        AssertNear([6404.31, 15875.7, 39208.7, 57602.2], Reduced(step, Tensor(type, low * 57600, 57600, 2, 2), input, Factors, 1, 0), Tolerance(6, 57600));
        AssertNear(
            [383.951, 1680.1, 11879.3, 216.086, 1680.1, 11879.3],
            Reduced(step, Tensor(type, low * 11880, 11880, 3, 2), input, [1, 8, 13, 4, 8, 7, 6, 5, 10, 9, 11, 12, 1, 6, 9, 4, 8, 7, 6, 5, 10, 9, 11, 12], 2, 3), Tolerance(4, 11880));
    }

    [TestMethod]
    public void Plain_integers_are_reduced_as_they_are()
    {
        var (input, output) = (SmallTensors.Values(ElementType.Int32, 2, 3), SmallTensors.Values(ElementType.Int32, 2));
        int[] Of(Operator step) => OneOperatorGraph.Of(step, input, SmallTensors.Integers(1), output).Run<int>([1, -3, 2, int.MaxValue, 1, 4]);
        CollectionAssert.AreEqual(new[] { 0, int.MinValue + 4 }, Of(new Sum { Inputs = [], Outputs = [] }));
        CollectionAssert.AreEqual(new[] { -6, -4 }, Of(new ReduceProd { Inputs = [], Outputs = [] }));
        CollectionAssert.AreEqual(new[] { 2, int.MaxValue }, Of(new ReduceMax { Inputs = [], Outputs = [] }));

        // The sum has 64 bits; the quotient is cut off.
        CollectionAssert.AreEqual(new[] { 0, 715827884 }, Of(new Mean { Inputs = [], Outputs = [] }));
    }

    [TestMethod]
    public void REDUCE_ANY_and_REDUCE_ALL_are_logic()
    {
        var (input, output) = (SmallTensors.Values(ElementType.Bool, 3, 2), SmallTensors.Values(ElementType.Bool, 3));
        CollectionAssert.AreEqual(new byte[] { 0, 1, 1 }, OneOperatorGraph.Of(new ReduceAny { Inputs = [], Outputs = [] }, input, SmallTensors.Integers(1), output).Run<byte>([0, 0, 1, 0, 1, 1]));
        CollectionAssert.AreEqual(new byte[] { 0, 0, 1 }, OneOperatorGraph.Of(new ReduceAll { Inputs = [], Outputs = [] }, input, SmallTensors.Integers(1), output).Run<byte>([0, 0, 1, 0, 1, 1]));
    }

    [TestMethod]
    [DataRow(false, false, new[] { 1, 3, 6, 10, 5, 11, 18, 26 })]
    [DataRow(true, false, new[] { 0, 1, 3, 6, 0, 5, 11, 18 })]
    [DataRow(false, true, new[] { 10, 9, 7, 4, 26, 21, 15, 8 })]
    [DataRow(true, true, new[] { 9, 7, 4, 0, 21, 15, 8, 0 })]
    public void CUMSUM_gives_the_values_of_LiteRTs_test(bool exclusive, bool reverse, int[] expected)
    {
        var tensor = SmallTensors.Values(ElementType.Int32, 2, 4);
        CollectionAssert.AreEqual(
            expected, OneOperatorGraph.Of(new CumSum { Inputs = [], Outputs = [], Exclusive = exclusive, Reverse = reverse }, tensor, SmallTensors.Integers([], 1), tensor).Run<int>([1, 2, 3, 4, 5, 6, 7, 8]));
    }

    [TestMethod]
    public void CUMSUM_goes_along_outer_axes()
    {
        var tensor = SmallTensors.Values(ElementType.Int64, 3, 2);
        CollectionAssert.AreEqual(new long[] { 1, 2, 4, 6, 9, 12 }, OneOperatorGraph.Of(new CumSum { Inputs = [], Outputs = [] }, tensor, SmallTensors.Integers([], -2), tensor).Run<long>([1, 2, 3, 4, 5, 6]));
    }

    [TestMethod]
    public void TOPK_V2_takes_the_earlier_of_equal_values()
    {
        var graph = OneOperatorGraph.Of(
            new TopKV2 { Inputs = [], Outputs = [] }, [SmallTensors.Of(ElementType.Int8, 1, 0, 2, 4), SmallTensors.Integers([], 3)], SmallTensors.Of(ElementType.Int8, 1, 0, 2, 3), SmallTensors.Values(ElementType.Int32, 2, 3));
        var bytes = graph.RunBytes(MemoryMarshal.AsBytes<sbyte>([1, 2, -3, 2, 5, 5, 5, 127]), Arithmetic.TFLite);
        CollectionAssert.AreEqual(new sbyte[] { 2, 2, 1, 127, 5, 5 }, MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan(0, 6)).ToArray());
        CollectionAssert.AreEqual(new[] { 1, 3, 0, 3, 0, 1 }, MemoryMarshal.Cast<byte, int>(bytes.AsSpan(6)).ToArray());
    }

    [TestMethod]
    public void More_than_a_row_has_cannot_be_taken() => OneOperatorGraph.Of(
        new TopKV2 { Inputs = [], Outputs = [] }, [SmallTensors.Of(ElementType.Int8, 1, 0, 2), SmallTensors.Integers([], 3)], SmallTensors.Of(ElementType.Int8, 1, 0, 3), SmallTensors.Values(ElementType.Int32, 3)).AssertInvalid();

    private static double[] Reduced(Operator step, Tensor output, Tensor input, double[] values, params int[] axes) => Run(step, output, (input, values), (SmallTensors.Integers(axes), []));
}
