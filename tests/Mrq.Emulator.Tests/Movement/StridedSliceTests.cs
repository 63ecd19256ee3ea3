using Mrq.Core.Operators;
using static Mrq.Emulator.Tests.OneOperatorGraph;
using static Mrq.Emulator.Tests.SmallTensors;

namespace Mrq.Emulator.Tests.Movement;

/// <summary>The masks of STRIDED_SLICE on a 2x3 input of 1 to 6.</summary>
[TestClass]
public sealed class StridedSliceTests
{
    private static readonly StridedSlice Plain = new() { Inputs = [], Outputs = [] };

    [TestMethod]
    public void A_negative_stride_goes_backwards() =>
        CollectionAssert.AreEqual(new byte[] { 6, 4 }, Run(Plain, [1, -1], [2, -4], [1, -2], 1, 2));

    [TestMethod]
    public void Masks_open_the_range() =>
        CollectionAssert.AreEqual(new byte[] { 6, 5, 4, 3, 2, 1 }, Run(Plain with { BeginMask = 3, EndMask = 3 }, [9, 9], [9, 9], [-1, -1], 2, 3));

    [TestMethod]
    public void A_shrunk_axis_is_dropped() =>
        CollectionAssert.AreEqual(new byte[] { 4, 5, 6 }, Run(Plain with { ShrinkAxisMask = 1, EndMask = 2 }, [-1, 0], [0, 0], [1, 1], 3));

    [TestMethod]
    public void An_ellipsis_stands_for_the_axes_between() =>
        CollectionAssert.AreEqual(new byte[] { 2, 5 }, Run(Plain with { EllipsisMask = 1, ShrinkAxisMask = 2 }, [0, 1], [0, 2], [1, 1], 2));

    [TestMethod]
    public void A_new_axis_has_one_element() =>
        CollectionAssert.AreEqual(new byte[] { 4, 5, 6 }, Run(Plain with { NewAxisMask = 1 }, [0, 1], [0, 2], [1, 1], 1, 1, 3));

    [TestMethod]
    public void An_offset_counts_from_begin() =>
        CollectionAssert.AreEqual(new byte[] { 2, 3 }, Run(Plain with { Offset = true }, [0, 1], [1, 2], [1, 1], 1, 2));

    [TestMethod]
    public void An_empty_range_gives_an_empty_output() =>
        CollectionAssert.AreEqual(Array.Empty<byte>(), Run(Plain, [1, 2], [2, 1], [1, 1], 1, 0));

    [TestMethod]
    public void A_stride_of_zero_is_refused() => Graph(Plain, [0, 0], [1, 1], [0, 1], 1, 1).AssertInvalid();

    [TestMethod]
    public void A_dropped_index_outside_the_axis_is_refused() => Graph(Plain with { ShrinkAxisMask = 1 }, [2, 0], [3, 1], [1, 1], 1).AssertInvalid();

    [TestMethod]
    public void More_entries_than_axes_are_refused() => Graph(Plain, [0, 0, 0], [1, 1, 1], [1, 1, 1], 1, 1, 1).AssertInvalid();

    private static byte[] Run(StridedSlice step, int[] begin, int[] end, int[] strides, params int[] output) =>
        Graph(step, begin, end, strides, output).Run<byte>(1, 2, 3, 4, 5, 6);

    private static Core.Graph.QuantizedGraph Graph(StridedSlice step, int[] begin, int[] end, int[] strides, params int[] output) =>
        Of(step, [Bytes(2, 3), Integers(begin), Integers(end), Integers(strides)], Bytes(output));
}
