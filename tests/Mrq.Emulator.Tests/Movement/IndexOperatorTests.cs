using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Movement;

/// <summary>Values of LiteRT's <c>gather_nd_test.cc</c>, <c>scatter_nd_test.cc</c>, <c>one_hot_test.cc</c>, <c>fill_test.cc</c>, <c>range_test.cc</c> and <c>where_test.cc</c>.</summary>
[TestClass]
public sealed class IndexOperatorTests
{
    [TestMethod]
    public void GATHER_ND_takes_elements_and_slices()
    {
        var step = new GatherND { Inputs = [], Outputs = [] };
        var input = SmallTensors.Of(ElementType.Int8, 1, 3, 2, 2);
        CollectionAssert.AreEqual(new sbyte[] { 11, 22 }, OneOperatorGraph.Of(step, input, SmallTensors.Integers([2, 2], 0, 0, 1, 1), SmallTensors.Of(ElementType.Int8, 1, 3, 2)).Run<sbyte>([11, 12, 21, 22]));
        CollectionAssert.AreEqual(new sbyte[] { 21, 22, 11, 12 }, OneOperatorGraph.Of(step, input, SmallTensors.Integers([2, 1], 1, 0), SmallTensors.Of(ElementType.Int8, 1, 3, 2, 2)).Run<sbyte>([11, 12, 21, 22]));
    }

    [TestMethod]
    public void Coordinates_outside_are_an_error()
    {
        var step = new GatherND { Inputs = [], Outputs = [] };
        OneOperatorGraph.Of(step, SmallTensors.Bytes(2, 2), SmallTensors.Integers([1, 2], 0, 2), SmallTensors.Bytes(1)).AssertInvalid();
        OneOperatorGraph.Of(step, SmallTensors.Bytes(2, 2), SmallTensors.Integers([1, 2], -1, 0), SmallTensors.Bytes(1)).AssertInvalid();
        var computed = OneOperatorGraph.Of(step, SmallTensors.Bytes(2) with { Data = new byte[2] }, SmallTensors.Values(ElementType.Int32, 1, 1), SmallTensors.Bytes(1));
        Assert.AreEqual(MrqCodes.InvalidOperator, Assert.ThrowsExactly<MrqException>(() => computed.Run<int, byte>(Arithmetic.TFLite, [2])).Code);
    }

    [TestMethod]
    public void SCATTER_ND_adds_what_meets()
    {
        var step = new ScatterND { Inputs = [], Outputs = [] };
        var graph = OneOperatorGraph.Of(step, SmallTensors.Integers([4, 1], 4, 3, 1, 4), SmallTensors.Values(ElementType.Int32, 4), SmallTensors.Integers(8), SmallTensors.Values(ElementType.Int32, 8));
        CollectionAssert.AreEqual(new[] { 0, 11, 0, 10, 21, 0, 0, 0 }, graph.Run<int>([9, 10, 11, 12]));
        var slices = OneOperatorGraph.Of(step, SmallTensors.Integers([1, 1], 1), SmallTensors.Values(ElementType.UInt8, 1, 2), SmallTensors.Integers(2, 2), SmallTensors.Values(ElementType.UInt8, 2, 2));
        CollectionAssert.AreEqual(new byte[] { 0, 0, 5, 6 }, slices.Run<byte>([5, 6]));
    }

    [TestMethod]
    public void ONE_HOT_gives_the_values_of_LiteRTs_test()
    {
        var (on, off) = (SmallTensors.Integers([], 5), SmallTensors.Integers([], 0));
        Tensor[] Inputs(params int[] indices) => [SmallTensors.Integers(indices), SmallTensors.Integers([], 3), on, off];
        CollectionAssert.AreEqual(
            new[] { 5, 0, 0, 0, 5, 0, 0, 0, 0 }, OneOperatorGraph.Of(new OneHot { Inputs = [], Outputs = [] }, Inputs(0, 1, -1), SmallTensors.Values(ElementType.Int32, 3, 3)).Run(Array.Empty<int>()));
        CollectionAssert.AreEqual(
            new[] { 0, 0, 5, 0, 0, 5 }, OneOperatorGraph.Of(new OneHot { Inputs = [], Outputs = [], Axis = 0 }, Inputs(1, 2), SmallTensors.Values(ElementType.Int32, 3, 2)).Run(Array.Empty<int>()));
    }

    [TestMethod]
    public void FILL_RANGE_and_RANK_make_constants()
    {
        var filled = OneOperatorGraph.Of(new Fill { Inputs = [], Outputs = [] }, SmallTensors.Integers(2, 3), SmallTensors.Of(ElementType.Int8, 0.5f, 2), SmallTensors.Of(ElementType.Int8, 0.5f, 2, 2, 3));
        CollectionAssert.AreEqual(Enumerable.Repeat((sbyte)-7, 6).ToArray(), filled.Run<sbyte>([-7]));
        CollectionAssert.AreEqual(new[] { 10, 7, 4 }, OneOperatorGraph.Of(new NumberRange { Inputs = [], Outputs = [] }, SmallTensors.Integers([], 10), SmallTensors.Integers([], 3), SmallTensors.Integers([], -3), SmallTensors.Values(ElementType.Int32, 3)).Run(Array.Empty<int>()));
        CollectionAssert.AreEqual(new[] { 3 }, OneOperatorGraph.Of(new Rank { Inputs = [], Outputs = [] }, SmallTensors.Bytes(1, 2, 3), SmallTensors.Values(ElementType.Int32)).Run<byte, int>(Arithmetic.TFLite, new byte[6]));
        OneOperatorGraph.Of(new NumberRange { Inputs = [], Outputs = [] }, SmallTensors.Integers([], 0), SmallTensors.Integers([], 3), SmallTensors.Integers([], -1), SmallTensors.Values(ElementType.Int32, 3)).AssertInvalid();
    }

    [TestMethod]
    public void WHERE_lists_coordinates_of_a_constant()
    {
        var constant = SmallTensors.Values(ElementType.Bool, 3, 2) with { Data = new byte[] { 1, 0, 0, 1, 1, 0 } };
        var step = new Where { Inputs = [], Outputs = [] };
        CollectionAssert.AreEqual(new long[] { 0, 0, 1, 1, 2, 0 }, OneOperatorGraph.Of(step, constant, SmallTensors.Values(ElementType.Int64, 3, 2)).Run(Array.Empty<long>()));
        OneOperatorGraph.Of(step, constant with { Data = null }, SmallTensors.Values(ElementType.Int64, 3, 2)).AssertInvalid();
        OneOperatorGraph.Of(step, constant, SmallTensors.Values(ElementType.Int64, 2, 2)).AssertInvalid();
    }

    [TestMethod]
    public void BROADCAST_ARGS_is_the_common_shape() => CollectionAssert.AreEqual(
        new[] { 4, 2, 3 }, OneOperatorGraph.Of(new BroadcastArgs { Inputs = [], Outputs = [] }, SmallTensors.Integers(2, 1), SmallTensors.Integers(4, 1, 3), SmallTensors.Values(ElementType.Int32, 3)).Run(Array.Empty<int>()));

    [TestMethod]
    public void TRANSPOSE_takes_six_dimensions_and_more()
    {
        int[] shape = [2, 1, 3, 1, 2, 2];
        var graph = OneOperatorGraph.Of(new Transpose { Inputs = [], Outputs = [] }, SmallTensors.Bytes(shape), SmallTensors.Integers(5, 4, 3, 2, 1, 0), SmallTensors.Bytes(2, 2, 1, 3, 1, 2));
        var output = graph.Run(Enumerable.Range(0, 24).Select(i => (byte)i).ToArray());
        CollectionAssert.AreEqual(new byte[] { 0, 12, 4, 16, 8, 20, 2, 14 }, output[..8]);
    }
}
