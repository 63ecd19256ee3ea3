using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Core.Tests;

/// <summary>What a graph can tell apart at its input, from what reads it.</summary>
[TestClass]
public sealed class InputDomainTests
{
    private static readonly Tensor Real = new() { Name = "x", Type = ElementType.Float32, Shape = new TensorShape(1, 4) };
    private static readonly Tensor ZeroToOne = Quantized(ElementType.Int8, 1 / 256f, -128);
    private static readonly Tensor Ids = Real with { Type = ElementType.Int32 };

    [TestMethod]
    [DataRow(ElementType.Int8, 0.5f, -128, 0, 127.5)]
    [DataRow(ElementType.Int8, 0.5f, 0, -64, 63.5)]
    [DataRow(ElementType.UInt8, 1f, 0, 0, 255)]
    [DataRow(ElementType.UInt8, 0.25f, 128, -32, 31.75)]
    [DataRow(ElementType.Int16, 0.5f, 0, -16384, 16383.5)]
    public void A_float_input_has_the_range_that_its_QUANTIZE_represents(ElementType type, float scale, int zeroPoint, double minimum, double maximum)
    {
        var domain = Of([Real, Quantized(type, scale, zeroPoint)], new Quantize { Inputs = [0], Outputs = [1] });

        Assert.AreEqual((minimum, maximum), domain.Range);
        Assert.AreEqual(type.BitWidth(), domain.Bits);
    }

    [TestMethod]
    public void Of_several_QUANTIZE_all_represent_the_range()
    {
        var domain = Of([Real, ZeroToOne, Quantized(ElementType.Int16, 1 / 65536f, 0)], new Quantize { Inputs = [0], Outputs = [1] }, new Quantize { Inputs = [0], Outputs = [2] });

        Assert.AreEqual((0.0, 32767 / 65536.0), domain.Range);
        Assert.AreEqual(8, domain.Bits);
    }

    [TestMethod]
    public void Ranges_with_nothing_in_common_are_both_covered() =>
        Assert.AreEqual(
            (0.0, 319.0),
            Of([Real, Quantized(ElementType.UInt8, 0.25f, 0), Quantized(ElementType.UInt8, 1f, -64)], new Quantize { Inputs = [0], Outputs = [1] }, new Quantize { Inputs = [0], Outputs = [2] }).Range);

    [TestMethod]
    public void The_way_to_the_QUANTIZE_may_move_and_split_values()
    {
        var axis = Ids with { Name = "axis", Shape = new TensorShape(), Data = new byte[4] };
        var domain = Of(
            [Real, Real, Real, Real, axis, Real, ZeroToOne],
            new Reshape { Inputs = [0, -1], Outputs = [1] },
            new Split { Inputs = [4, 1], Outputs = [2, 3] },
            new Concatenation { Inputs = [2, 3], Outputs = [5] },
            new Quantize { Inputs = [5], Outputs = [6] });

        Assert.AreEqual((0.0, 255 / 256.0), domain.Range);
    }

    [TestMethod]
    public void Words_of_signs_hold_as_many_as_those_who_read_them_take()
    {
        var words = Ids with { Shape = new TensorShape(1, 2, 2, 2) };
        Assert.AreEqual(40, Of([words, words], new LceBconv2d { Inputs = [0], Outputs = [1], ChannelsIn = 40 }).Signs);
        Assert.AreEqual(4, Of([words, Real], new LceDequantize { Inputs = [0], Outputs = [1] }).Signs);
        Assert.AreEqual(40, Of([words, words, words], new LceBMaxPool2d { Inputs = [0], Outputs = [1] }, new LceBconv2d { Inputs = [0], Outputs = [2], ChannelsIn = 40 }).Signs);
        Assert.IsNull(Of([Real, words], new LceQuantize { Inputs = [0], Outputs = [1] }).Signs);
    }

    [TestMethod]
    public void What_is_computed_from_the_input_says_nothing_of_it() =>
        Assert.IsNull(Of([Real, Real, ZeroToOne], new Logistic { Inputs = [0], Outputs = [1] }, new Quantize { Inputs = [1], Outputs = [2] }).Range);

    [TestMethod]
    public void A_quantized_input_has_its_own_range_and_no_more_of_it_than_a_QUANTIZE_behind_it()
    {
        var wide = Quantized(ElementType.Int16, 1 / 1024f, 0);

        Assert.AreEqual((-32.0, 32767 / 1024.0), Of([wide]).Range);
        Assert.AreEqual((0.0, 255 / 256.0), Of([wide, ZeroToOne], new Quantize { Inputs = [0], Outputs = [1] }).Range);
        Assert.AreEqual((0.0, 255 / 256.0), Of([wide, Real, ZeroToOne], new Dequantize { Inputs = [0], Outputs = [1] }, new Quantize { Inputs = [1], Outputs = [2] }).Range);
    }

    [TestMethod]
    [DataRow(0f)]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void A_scale_that_is_none_says_nothing(float scale) => Assert.IsNull(Of([Real, Quantized(ElementType.Int8, scale, 0)], new Quantize { Inputs = [0], Outputs = [1] }).Range);

    [TestMethod]
    public void A_range_ends_where_float32_does() =>
        Assert.AreEqual(((double)float.MinValue, (double)float.MaxValue), Of([Real, Quantized(ElementType.Int8, 1e38f, 0)], new Quantize { Inputs = [0], Outputs = [1] }).Range);

    [TestMethod]
    [DataRow(0, 16)]
    [DataRow(1, 8)]
    [DataRow(-1, 8)]
    public void Ids_are_below_the_size_of_the_axis_that_they_index(int axis, int rows) =>
        Assert.AreEqual(rows, Of([Ids, Table(16, 8), Real], new Gather { Inputs = [1, 0], Outputs = [2], Axis = axis }).Rows);

    [TestMethod]
    public void Ids_of_two_tables_are_below_the_smaller_one() =>
        Assert.AreEqual(5, Of([Ids, Table(5, 8), Table(16, 8), Real, Real], new Gather { Inputs = [1, 0], Outputs = [3] }, new Gather { Inputs = [2, 0], Outputs = [4] }).Rows);

    [TestMethod]
    public void Ids_may_come_through_a_RESHAPE_or_a_CAST_and_the_table_may_be_an_embedding()
    {
        var domain = Of(
            [Real, Ids, Ids, Table(7, 8), Real],
            new Cast { Inputs = [0], Outputs = [1] },
            new Reshape { Inputs = [1], Outputs = [2] },
            new OpaqueOperator("EMBEDDING_LOOKUP") { Inputs = [2, 3], Outputs = [4] });

        Assert.AreEqual(7, domain.Rows);
    }

    [TestMethod]
    public void What_a_table_is_made_of_is_no_index() => Assert.IsNull(Of([Ids, Ids, Ids], new Gather { Inputs = [0, 1], Outputs = [2] }).Rows);

    [TestMethod]
    public void A_table_without_rows_bounds_nothing() => Assert.IsNull(Of([Ids, Table(0, 8), Real], new Gather { Inputs = [1, 0], Outputs = [2] }).Rows);

    [TestMethod]
    public void Rows_of_coordinates_are_below_the_smallest_dimension_that_they_index()
    {
        var pairs = Ids with { Shape = new TensorShape(4, 2) };
        Assert.AreEqual(6, Of([pairs, Table(16, 6, 3), Real], new GatherND { Inputs = [1, 0], Outputs = [2] }).Rows);
        Assert.AreEqual(5, Of([pairs, Real, Ids, Table(5, 7)], new ScatterND { Inputs = [0, 1, 2], Outputs = [3] }).Rows);
        Assert.IsNull(Of([pairs, Table(16, 6, 3), Real], new GatherND { Inputs = [0, 1], Outputs = [2] }).Rows, "what is gathered is no coordinate");
    }

    [TestMethod]
    public void Roots_are_of_numbers_from_0_on_and_divisors_are_a_step_above_it()
    {
        var wide = Quantized(ElementType.Int16, 0.25f, 0);
        Assert.AreEqual(0.0, Of([wide, wide], new Sqrt { Inputs = [0], Outputs = [1] }).Least);
        Assert.AreEqual(0.0, Of([wide, wide, wide], new Reshape { Inputs = [0, -1], Outputs = [1] }, new Rsqrt { Inputs = [1], Outputs = [2] }).Least);
        Assert.AreEqual(0.25, Of([wide, wide, wide], new Div { Inputs = [1, 0], Outputs = [2] }).Least);
        Assert.AreEqual(1.0, Of([Ids, Ids, Ids], new FloorMod { Inputs = [1, 0], Outputs = [2] }).Least);
        Assert.AreEqual(1.0, Of([Ids, Ids, Ids], new FloorDiv { Inputs = [1, 0], Outputs = [2] }).Least);
        Assert.IsNull(Of([wide, wide, wide], new Div { Inputs = [0, 1], Outputs = [2] }).Least, "the dividend may be anything");
    }

    private static InputDomain Of(Tensor[] tensors, params Operator[] operators) =>
        InputDomain.Of(new QuantizedGraph { Name = "main", Tensors = [.. tensors], Operators = [.. operators], Inputs = [0], Outputs = [tensors.Length - 1] }, 0);


    private static Tensor Quantized(ElementType type, float scale, int zeroPoint) => Real with { Type = type, Quantization = new QuantizationParameters(scale, zeroPoint) };

    private static Tensor Table(params int[] shape) => new() { Name = "table", Type = ElementType.Int8, Shape = new TensorShape(shape), Quantization = new QuantizationParameters(1f), Data = new byte[shape[0] * shape[1]] };
}
