using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using static Mrq.Emulator.Tests.RealOperator;

namespace Mrq.Emulator.Tests.Elementwise;

/// <summary>Values of LiteRT's and tflite-micro's <c>div_test.cc</c>, <c>squared_difference_test.cc</c> and <c>elementwise_test.cc</c>, and real arithmetic.</summary>
[TestClass]
public sealed class QuotientAndDifferenceTests
{
    private static readonly Div ADiv = new() { Inputs = [], Outputs = [] };
    private static readonly SquaredDifference ADifference = new() { Inputs = [], Outputs = [] };
    private static readonly Abs AnAbs = new() { Inputs = [], Outputs = [] };

    [TestMethod]
    [DataRow(ElementType.UInt8)]
    [DataRow(ElementType.Int8)]
    [DataRow(ElementType.Int16)]
    public void DIV_gives_the_values_of_LiteRTs_test(ElementType type)
    {
        var unit = Tensor(type, -1, 1, 1, 2, 2, 1);
        AssertNear([1, -0.5, 0.375, 0.7], Run(ADiv, unit, (unit, [-0.8, -0.2, 0.3, 0.7]), (unit, [-0.8, 0.4, 0.8, 1.0])), 2.0 / 127);
        AssertNear(
            [-1, 0.5, 1, -0.875],
            Run(ADiv with { FusedActivationFunction = ActivationFunctionType.ReluN1To1 }, unit, (unit, [-0.8, 0.2, 0.9, 0.7]), (unit, [0.6, 0.4, 0.9, -0.8])), 2.0 / 127);
        var wide = Tensor(type, -3, 3, 2, 1, 2, 2);
        AssertNear(
            [-2.857, 0.286, 1, 1.143, -0.714, 1.571, -1.857, 1.714],
            Run(ADiv, wide, (wide, [-2, 0.2, 0.7, 0.8, -0.5, 1.1, -1.3, 1.2]), (Tensor(type, -3, 3, 1), [0.7])), 6.0 / 127);
    }

    [TestMethod]
    [DataRow(ElementType.UInt8)]
    [DataRow(ElementType.Int8)]
    [DataRow(ElementType.Int16)]
    public void DIV_is_within_a_step_of_the_real_quotient(ElementType type)
    {
        var (left, right, output) = (Tensor(type, -1.5, 2.25, 4000), Tensor(type, -0.75, 3, 4000), Tensor(type, -5, 7, 4000));
        var (x, y) = (Drawn(left, 1), Drawn(right, 2).Select(value => value == 0 ? (double)right.Quantization!.Scale : value).ToArray());
        var (lowest, highest) = Ends(output);
        AssertNear([.. x.Zip(y, (l, r) => Math.Clamp(l / r, lowest, highest))], Run(ADiv, output, (left, x), (right, y)), 0.51 * output.Quantization!.Scale);
    }

    [TestMethod]
    public void Where_no_runtime_refuses_it_a_quotient_by_0_is_the_end_of_its_type_on_the_dividends_side()
    {
        var graph = OneOperatorGraph.Of(ADiv, SmallTensors.Of(ElementType.Int8, 1, 3, 3), SmallTensors.Of(ElementType.Int8, 1, 7, 3), SmallTensors.Of(ElementType.Int8, 1, -5, 3));
        foreach (var arithmetic in (Arithmetic[])[Arithmetic.Gemmlowp, Arithmetic.OnnxRuntimeUnfused])
        {
            CollectionAssert.AreEqual(new sbyte[] { 127, -128 }, graph.Run<sbyte, sbyte>(arithmetic, [4, 2, 3], [7, 7, 7])[..2], arithmetic.Name);
        }

        Assert.AreEqual(-5, graph.Run<sbyte, sbyte>(Arithmetic.Gemmlowp, [3, 3, 3], [7, 7, 7])[2]);
    }

    [TestMethod]
    [DataRow("tflite")]
    [DataRow("tflite-micro")]
    [DataRow("tflite-2.20")]
    public void TFLite_and_tflite_micro_refuse_the_sample(string arithmetic)
    {
        var graph = OneOperatorGraph.Of(ADiv, SmallTensors.Of(ElementType.Int8, 1, 3, 1), SmallTensors.Of(ElementType.Int8, 1, 7, 1), SmallTensors.Of(ElementType.Int8, 1, -5, 1));
        var root = OneOperatorGraph.Of(new Sqrt { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 1, 3, 1), SmallTensors.Of(ElementType.Int8, 1, -5, 1));

        Assert.AreEqual(MrqCodes.InvalidOperator, Assert.ThrowsExactly<MrqException>(() => graph.Run<sbyte, sbyte>(ArithmeticCatalogue.Named(arithmetic), [4], [7])).Code);
        Assert.AreEqual(MrqCodes.InvalidOperator, Assert.ThrowsExactly<MrqException>(() => root.Run<sbyte, sbyte>(ArithmeticCatalogue.Named(arithmetic), [2])).Code);
        Assert.AreEqual(-5, root.Run<sbyte, sbyte>(Arithmetic.Gemmlowp, [2])[0]);
    }

    [TestMethod]
    public void A_divisor_of_0_is_an_error_of_the_run()
    {
        var graph = OneOperatorGraph.Of(ADiv, SmallTensors.Of(ElementType.UInt8, 1, 3, 1), SmallTensors.Of(ElementType.UInt8, 1, 7, 1), SmallTensors.Of(ElementType.UInt8, 1, 0, 1));
        Assert.AreEqual(2, graph.Run<byte>([7], [9])[0]);
        var error = Assert.ThrowsExactly<Core.Diagnostics.MrqException>(() => graph.Run<byte>([7], [7]));
        Assert.AreEqual(Core.Diagnostics.MrqCodes.InvalidOperator, error.Code);
        OneOperatorGraph.Of(ADiv, SmallTensors.Of(ElementType.UInt8, 1, 3, 1), SmallTensors.Of(ElementType.UInt8, 1, 7, 1) with { Data = new byte[] { 7 } }, SmallTensors.Of(ElementType.UInt8, 1, 0, 1)).AssertInvalid();
    }

    [TestMethod]
    public void SQUARED_DIFFERENCE_gives_the_values_of_tflite_micros_test()
    {
        int[] shape = [1, 2, 2, 1];
        AssertNear(
            [0.49, 0, 0.09, 0.09],
            Run(ADifference, Tensor(ElementType.Int8, 0, 0.5, shape), (Tensor(ElementType.Int8, -1.2, 0.8, shape), [-0.2, 0.2, -1.2, 0.8]), (Tensor(ElementType.Int8, -1.5, 0.5, shape), [0.5, 0.2, -1.5, 0.5])), 2.0 / 255);
        AssertNear(
            [0.49, 0, 0.09, 0.09],
            Run(ADifference, Tensor(ElementType.Int16, 0, 0.5, shape), (Tensor(ElementType.Int16, -1.2, 1.2, shape), [-0.2, 0.2, -1.2, 0.8]), (Tensor(ElementType.Int16, -1.5, 1.5, shape), [0.5, 0.2, -1.5, 0.5])), 6.0 / 32768);
    }

    [TestMethod]
    [DataRow(ElementType.Int8)]
    [DataRow(ElementType.Int16)]
    public void SQUARED_DIFFERENCE_is_near_the_real_square(ElementType type)
    {
        var (left, right, output) = (Tensor(type, -1.5, 2.25, 3000), Tensor(type, -0.75, 3, 3000), Tensor(type, 0, 9, 3000));
        var (x, y) = (Drawn(left, 1), Drawn(right, 2));
        var (lowest, highest) = Ends(output);

        // int16 is rounded to 1/2 of the larger scale before it is squared.
        var tolerance = (0.51 * output.Quantization!.Scale) + (type == ElementType.Int16 ? 2 * 5.25 * 2 * right.Quantization!.Scale : 0.001);
        AssertNear([.. x.Zip(y, (l, r) => Math.Clamp((l - r) * (l - r), lowest, highest))], Run(ADifference, output, (left, x), (right, y)), tolerance);
    }

    [TestMethod]
    public void ABS_gives_the_values_of_tflite_micros_test()
    {
        double[] input = [15, 46, 78, -142, -1, -17, -49, 113];
        double[] expected = [15, 46, 78, 142, 1, 17, 49, 113];
        var source = SmallTensors.Of(ElementType.Int8, 1, 14, 1, 8);
        AssertNear(expected, Run(AnAbs, SmallTensors.Of(ElementType.Int8, 142 / 255f, -128, 1, 8), (source, input)), 142 / 255.0);
        AssertNear(expected, Run(AnAbs, SmallTensors.Of(ElementType.Int8, 1, -128, 1, 8), (source, input)), 1e-6);
        AssertNear(
            expected, Run(AnAbs, SmallTensors.Of(ElementType.Int16, 150f / 32767, 0, 1, 8), (SmallTensors.Of(ElementType.Int16, 142f / 32767, 0, 1, 8), input)), 150.0 / 32767);
    }

    [TestMethod]
    public void ABS_of_plain_int16_wraps_where_it_has_no_value()
    {
        var plain = SmallTensors.Values(ElementType.Int16, 3);
        CollectionAssert.AreEqual(new short[] { 5, 7, short.MinValue }, OneOperatorGraph.Of(AnAbs, plain, plain).Run<short>([-5, 7, short.MinValue]));
    }

    [TestMethod]
    public void NEG_changes_the_sign_of_the_stored_integer()
    {
        var tensor = SmallTensors.Of(ElementType.Int8, 1, 0, 3);
        CollectionAssert.AreEqual(new sbyte[] { -5, 7, -128 }, OneOperatorGraph.Of(new Neg { Inputs = [], Outputs = [] }, tensor, tensor).Run<sbyte>([5, -7, -128]));
    }

    internal static double[] Drawn(Tensor tensor, ulong seed)
    {
        var (minimum, maximum) = tensor.Type.IntegerRange();
        return [.. Enumerable.Range(0, (int)tensor.Shape.ElementCount).Select(_ => tensor.Quantization!.Scale * (double)(minimum + (long)(SplitMix64.Next(ref seed) % (ulong)(maximum - minimum + 1)) - tensor.Quantization.ZeroPoint))];
    }

    private static (double Low, double High) Ends(Tensor tensor)
    {
        var (minimum, maximum) = tensor.Type.IntegerRange();
        return (tensor.Quantization!.Scale * (double)(minimum - tensor.Quantization.ZeroPoint), tensor.Quantization.Scale * (double)(maximum - tensor.Quantization.ZeroPoint));
    }
}
