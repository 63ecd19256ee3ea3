using Mrq.Core.Graph;
using Mrq.Core.Operators;
using static Mrq.Emulator.Tests.OneOperatorGraph;
using static Mrq.Emulator.Tests.SmallTensors;

namespace Mrq.Emulator.Tests.Movement;

/// <summary>Small movements that a reader can check by hand.</summary>
[TestClass]
public sealed class MovementTests
{
    [TestMethod]
    public void A_transpose_of_five_dimensions_moves_every_element()
    {
        var input = Enumerable.Range(0, 48).Select(value => (byte)value).ToArray();
        var output = Of(new Transpose { Inputs = [], Outputs = [] }, [Bytes(2, 3, 1, 4, 2), Integers(4, 0, 3, 2, 1)], Bytes(2, 2, 4, 1, 3)).Run(input);

        // output[e, a, d, 0, b] = input[a, b, 0, d, e]
        for (var i = 0; i < 48; i++)
        {
            var (e, a, d, b) = (i / 24, i / 12 % 2, i / 3 % 4, i % 3);
            Assert.AreEqual((((a * 3) + b) * 8) + (d * 2) + e, output[i]);
        }
    }

    [TestMethod]
    public void A_transpose_needs_each_axis_once() =>
        Of(new Transpose { Inputs = [], Outputs = [] }, [Bytes(2, 3), Integers(1, 1)], Bytes(3, 3)).AssertInvalid();

    [TestMethod]
    public void A_transpose_of_a_scalar_is_the_scalar() =>
        CollectionAssert.AreEqual(new byte[] { 7 }, Of(new Transpose { Inputs = [], Outputs = [] }, [Bytes(), Integers()], Bytes()).Run<byte>(7));

    [TestMethod]
    public void A_slice_of_minus_one_reaches_to_the_end() =>
        CollectionAssert.AreEqual(
            new long[] { 5, 6, 8, 9 },
            Of(new Slice { Inputs = [], Outputs = [] }, [Values(ElementType.Int64, 3, 3), Integers64(1, 1), Integers64(-1, 2)], Values(ElementType.Int64, 2, 2)).Run<long>(1, 2, 3, 4, 5, 6, 7, 8, 9));

    [TestMethod]
    public void A_slice_beyond_the_input_is_refused() =>
        Of(new Slice { Inputs = [], Outputs = [] }, [Bytes(3), Integers(2), Integers(int.MaxValue)], Bytes(int.MaxValue)).AssertInvalid();

    [TestMethod]
    public void Padding_stands_at_the_outputs_zero_point() =>
        CollectionAssert.AreEqual(
            new sbyte[] { -3, 1, 2, -3, -3 },
            Of(new Pad { Inputs = [], Outputs = [] }, [SmallTensors.Of(ElementType.Int8, 1, -3, 2), Integers([1, 2], 1, 2)], SmallTensors.Of(ElementType.Int8, 1, -3, 5)).Run<sbyte>(1, 2));

    [TestMethod]
    public void Padding_of_an_empty_input_is_all_padding() =>
        CollectionAssert.AreEqual(new byte[] { 0, 0 }, Of(new Pad { Inputs = [], Outputs = [] }, [Bytes(0), Integers([1, 2], 1, 1)], Bytes(2)).Run(Array.Empty<byte>()));

    [TestMethod]
    public void PADV2_fills_with_the_value_given() =>
        CollectionAssert.AreEqual(
            new[] { 9, 1, 9, 9, 2, 9 },
            Of(new PadV2 { Inputs = [], Outputs = [] }, [Values(ElementType.Int32, 2, 1), Integers([2, 2], 0, 0, 1, 1), Integers([], 9)], Values(ElementType.Int32, 2, 3)).Run(1, 2));

    [TestMethod]
    public void Negative_paddings_are_refused() =>
        Of(new Pad { Inputs = [], Outputs = [] }, [Bytes(3), Integers([1, 2], -1, 0)], Bytes(2)).AssertInvalid();

    [TestMethod]
    [DataRow(MirrorPadMode.Reflect, new byte[] { 3, 2, 1, 2, 3, 2 })]
    [DataRow(MirrorPadMode.Symmetric, new byte[] { 2, 1, 1, 2, 3, 3 })]
    public void A_reflection_leaves_out_or_repeats_the_edge(MirrorPadMode mode, byte[] expected) =>
        CollectionAssert.AreEqual(expected, Of(new MirrorPad { Inputs = [], Outputs = [], Mode = mode }, [Bytes(3), Integers([1, 2], 2, 1)], Bytes(6)).Run<byte>(1, 2, 3));

    [TestMethod]
    public void A_reflection_wider_than_the_input_is_refused() =>
        Of(new MirrorPad { Inputs = [], Outputs = [] }, [Bytes(3), Integers([1, 2], 3, 0)], Bytes(6)).AssertInvalid();

    [TestMethod]
    public void Dimensions_of_one_come_and_go()
    {
        CollectionAssert.AreEqual(new byte[] { 1, 2 }, Of(new Squeeze { Inputs = [], Outputs = [] }, [Bytes(1, 2, 1)], Bytes(2)).Run<byte>(1, 2));
        CollectionAssert.AreEqual(new byte[] { 1, 2 }, Of(new ExpandDims { Inputs = [], Outputs = [] }, [Bytes(2), Integers([], -1)], Bytes(2, 1)).Run<byte>(1, 2));
    }

    [TestMethod]
    public void Repetitions_follow_the_axes()
    {
        CollectionAssert.AreEqual(
            new byte[] { 1, 2, 1, 2, 3, 4, 3, 4 },
            Of(new Tile { Inputs = [], Outputs = [] }, [Bytes(2, 2), Integers(1, 2)], Bytes(2, 4)).Run<byte>(1, 2, 3, 4));
        CollectionAssert.AreEqual(
            new byte[] { 1, 1, 2, 2, 1, 1, 2, 2 },
            Of(new BroadcastTo { Inputs = [], Outputs = [] }, [Bytes(2, 1), Integers(2, 2, 2)], Bytes(2, 2, 2)).Run<byte>(1, 2));
    }

    [TestMethod]
    public void A_reversed_axis_runs_backwards() =>
        CollectionAssert.AreEqual(
            new byte[] { 3, 2, 1, 6, 5, 4 },
            Of(new ReverseV2 { Inputs = [], Outputs = [] }, [Bytes(2, 3), Integers(-1)], Bytes(2, 3)).Run<byte>(1, 2, 3, 4, 5, 6));

    [TestMethod]
    public void An_output_of_another_shape_is_refused() =>
        Of(new Tile { Inputs = [], Outputs = [] }, [Bytes(2), Integers(2)], Bytes(5)).AssertInvalid();

    [TestMethod]
    public void A_computed_list_of_axes_is_refused() =>
        Of(new Transpose { Inputs = [], Outputs = [] }, [Bytes(2), Values(ElementType.Int32, 1)], Bytes(2)).AssertInvalid();
}
