using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Tests.Elementwise;

[TestClass]
public sealed class AddAndSubTests
{
    private static readonly Add AnAdd = new() { Inputs = [], Outputs = [] };
    private static readonly Sub ASub = new() { Inputs = [], Outputs = [] };

    [TestMethod]
    public void Five_dimensions_broadcast()
    {
        var graph = OneOperatorGraph.Of(ASub, SmallTensors.Of(ElementType.Int8, 1, 0, 2, 1, 2, 1, 2), SmallTensors.Of(ElementType.Int8, 1, 0, 3, 1, 2, 1), SmallTensors.Of(ElementType.Int8, 1, 0, 2, 3, 2, 2, 2));
        sbyte[] left = [10, 20, 30, 40, 50, 60, 70, 80];
        sbyte[] right = [0, 1, 2, 3, 4, 5];
        var expected =
            from a in Enumerable.Range(0, 2)
            from b in Enumerable.Range(0, 3)
            from c in Enumerable.Range(0, 2)
            from d in Enumerable.Range(0, 2)
            from e in Enumerable.Range(0, 2)
            select (sbyte)(left[(4 * a) + (2 * c) + e] - right[(2 * b) + d]);

        CollectionAssert.AreEqual(expected.ToArray(), graph.Run(left, right));
    }

    [TestMethod]
    public void Scalars_add_up()
    {
        var scalar = SmallTensors.Of(ElementType.UInt8, 0.5f, 10);
        CollectionAssert.AreEqual(new byte[] { 17 }, OneOperatorGraph.Of(AnAdd, scalar, scalar, scalar).Run<byte>([15], [12]));
    }

    [TestMethod]
    public void A_dimension_of_zero_gives_nothing()
    {
        var empty = SmallTensors.Of(ElementType.Int8, 1, 0, 2, 0);
        Assert.IsEmpty(OneOperatorGraph.Of(AnAdd, empty, SmallTensors.Of(ElementType.Int8, 1, 0, 1), empty).Run<sbyte>([], [1]));
    }

    [TestMethod]
    public void Both_ends_saturate()
    {
        var graph = Same(AnAdd, ElementType.Int16, 0.3f, 4);
        CollectionAssert.AreEqual(
            new short[] { short.MaxValue, short.MinValue, -1, 2 },
            graph.Run<short>([short.MaxValue, short.MinValue, short.MaxValue, 1], [1, -1, short.MinValue, 1]));
    }

    [TestMethod]
    public void SUB_rounds_the_right_input_before_it_negates_it()
    {
        // r = 24 · (1 − 2⁻²⁴) in units of 2⁻¹⁹ is half a unit below 12 · 2²⁰ twice, and both ties go up; −r would end one above −12 · 2²⁰.
        var graph = OneOperatorGraph.Of(ASub, SmallTensors.Of(ElementType.Int8, 1, 0, 1), SmallTensors.Of(ElementType.Int8, MathF.BitDecrement(1), 0, 1), SmallTensors.Of(ElementType.Int8, 1 / 524288f, 0, 1));
        CollectionAssert.AreEqual(new sbyte[] { 0 }, graph.Run<sbyte>([24], [24]));
    }

    [TestMethod]
    public void SUB_takes_an_output_scale_that_is_far_too_small()
    {
        var graph = OneOperatorGraph.Of(ASub, SmallTensors.Of(ElementType.Int8, 1, 0, 3), SmallTensors.Of(ElementType.Int8, 1, 0, 3), SmallTensors.Of(ElementType.Int8, 1 / 1048576f, 7, 3));
        CollectionAssert.AreEqual(new sbyte[] { 127, -128, 7 }, graph.Run<sbyte>([1, 0, 5], [0, 1, 5]));
    }

    [TestMethod]
    public void ADD_refuses_that_scale() =>
        OneOperatorGraph.Of(AnAdd, SmallTensors.Of(ElementType.Int8, 1, 0, 1), SmallTensors.Of(ElementType.Int8, 1, 0, 1), SmallTensors.Of(ElementType.Int8, 1 / 1048576f, 0, 1)).AssertInvalid();

    [TestMethod]
    [DataRow(false, new[] { 1, -1, 2, -2, 0, 0, 32767, -32768 })]
    [DataRow(true, new[] { -1, 1, -2, 2, 0, 0, 32766, -32767 })]
    public void Powers_of_two_shift_with_ties_away_from_zero_in_every_arithmetic(bool subtract, int[] expected)
    {
        foreach (var arithmetic in ArithmeticCatalogue.TFLite)
        {
            var output = PowersOfTwo(subtract ? ASub : AnAdd).Run<short, short>(arithmetic, [0, 0, 0, 0, 0, 0, 32767, -32768], [2, -2, 6, -6, 1, -1, 4, -4]);
            CollectionAssert.AreEqual(expected.Select(value => (short)value).ToArray(), output, arithmetic.Name);
        }
    }

    [TestMethod]
    public void Without_the_flag_powers_of_two_are_scales_like_any_other()
    {
        var graph = PowersOfTwo(AnAdd with { PotScaleInt16 = false });
        short[] zeros = [0, 0, 0, 0, 0, 0, 0, 0];
        short[] ties = [2, -2, 6, -6, 1, -1, 0, 0];
        CollectionAssert.AreEqual(new short[] { 1, -1, 2, -2, 0, 0, 0, 0 }, graph.Run(zeros, ties));
        CollectionAssert.AreEqual(new short[] { 1, 0, 2, -1, 0, 0, 0, 0 }, graph.Run<short, short>(Arithmetic.TFLiteSingleRounding, zeros, ties));
    }

    [TestMethod]
    public void With_a_zero_point_powers_of_two_are_scales_like_any_other()
    {
        var graph = OneOperatorGraph.Of(AnAdd, SmallTensors.Of(ElementType.Int16, 0.5f, 100, 1), SmallTensors.Of(ElementType.Int16, 0.5f, 0, 1), SmallTensors.Of(ElementType.Int16, 0.5f, -7, 1));
        CollectionAssert.AreEqual(new short[] { 13 }, graph.Run<short>([110], [10]));
    }

    /// <summary>15 is the most that the distance from a zero point of int16 can be shifted; the values are of a second implementation.</summary>
    [TestMethod]
    public void Int16_is_shifted_left_by_15()
    {
        var graph = OneOperatorGraph.Of(AnAdd, SmallTensors.Of(ElementType.Int16, 0.3f, -32768, 3), SmallTensors.Of(ElementType.Int16, 0.2f, 32767, 3), SmallTensors.Of(ElementType.Int16, 0.35f, 5, 3));
        CollectionAssert.AreEqual(new short[] { 18729, -32768, 9339 }, graph.Run<short>([32767, -32768, 100], [-32768, -32768, -200]));
    }

    [TestMethod]
    public void Only_the_SUB_of_powers_of_two_broadcasts()
    {
        var (row, one) = (SmallTensors.Of(ElementType.Int16, 0.25f, 0, 3), SmallTensors.Of(ElementType.Int16, 0.25f, 0, 1));
        OneOperatorGraph.Of(AnAdd, row, one, row).AssertInvalid();
        CollectionAssert.AreEqual(new short[] { -2, -1, 0 }, OneOperatorGraph.Of(ASub, row, one, row).Run<short>([1, 2, 3], [3]));
    }

    [TestMethod]
    [DataRow(0.25f, 0.25f, 0.5f, DisplayName = "both are finer")]
    [DataRow(1f, 0.5f, 0.5f, DisplayName = "one is coarser")]
    [DataRow(0.5f, 1 / 131072f, 0.5f, DisplayName = "one is finer by more than 15 bits")]
    public void Powers_of_two_that_need_other_shifts_are_refused(float left, float right, float output) =>
        OneOperatorGraph.Of(AnAdd, SmallTensors.Of(ElementType.Int16, left, 0, 1), SmallTensors.Of(ElementType.Int16, right, 0, 1), SmallTensors.Of(ElementType.Int16, output, 0, 1)).AssertInvalid();

    [TestMethod]
    [DataRow(1 / 4096f, -12)]
    [DataRow(1.0006f / 4096, -12, DisplayName = "nearly is enough")]
    [DataRow(1.0008f / 4096, null)]
    [DataRow(8f, 3)]
    [DataRow(3f, null)]
    public void A_power_of_two_is_one_up_to_a_thousandth_of_its_exponent(float scale, int? exponent) =>
        Assert.AreEqual(exponent, PowerOfTwoScale.Exponent(scale));

    private static QuantizedGraph PowersOfTwo(Operator step) =>
        OneOperatorGraph.Of(step, SmallTensors.Of(ElementType.Int16, 1 / 4096f, 0, 8), SmallTensors.Of(ElementType.Int16, 1 / 16384f, 0, 8), SmallTensors.Of(ElementType.Int16, 1 / 4096f, 0, 8));

    private static QuantizedGraph Same(Operator step, ElementType type, float scale, int count)
    {
        var tensor = SmallTensors.Of(type, scale, 0, count);
        return OneOperatorGraph.Of(step, tensor, tensor, tensor);
    }
}
