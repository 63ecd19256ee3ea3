using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Elementwise;

[TestClass]
public sealed class MulAndPreluTests
{
    private static readonly Mul AMul = new() { Inputs = [], Outputs = [] };
    private static readonly Prelu APrelu = new() { Inputs = [], Outputs = [] };

    [TestMethod]
    public void Five_dimensions_broadcast()
    {
        var graph = OneOperatorGraph.Of(AMul, SmallTensors.Of(ElementType.Int16, 1, 0, 2, 1, 2, 1, 2), SmallTensors.Of(ElementType.Int16, 1, 0, 3, 1, 2, 1), SmallTensors.Of(ElementType.Int16, 1, 0, 2, 3, 2, 2, 2));
        short[] left = [1, 2, 3, 4, 5, 6, 7, 8];
        short[] right = [1, 10, 100, 1000, -1, -10];
        var expected =
            from a in Enumerable.Range(0, 2)
            from b in Enumerable.Range(0, 3)
            from c in Enumerable.Range(0, 2)
            from d in Enumerable.Range(0, 2)
            from e in Enumerable.Range(0, 2)
            select (short)(left[(4 * a) + (2 * c) + e] * right[(2 * b) + d]);

        CollectionAssert.AreEqual(expected.ToArray(), graph.Run(left, right));
    }

    [TestMethod]
    [DataRow("tflite", new[] { 1, 1, 1, 0, -1, -1 }, DisplayName = "two roundings: a quarter becomes a half, a half becomes one")]
    [DataRow("tflite-single-rounding", new[] { 0, 1, 1, 0, 0, -1 }, DisplayName = "one rounding, ties up")]
    public void A_quarter_of_the_product_rounds_as_the_build_does(string arithmetic, int[] expected)
    {
        var tensor = SmallTensors.Of(ElementType.Int8, 1, 0, 6);
        var graph = OneOperatorGraph.Of(AMul, tensor, tensor, SmallTensors.Of(ElementType.Int8, 4, 0, 6));
        var output = graph.Run<sbyte, sbyte>(ArithmeticCatalogue.Named(arithmetic), [1, 2, 3, -1, -2, -3], [1, 1, 1, 1, 1, 1]);
        CollectionAssert.AreEqual(expected.Select(value => (sbyte)value).ToArray(), output);
    }

    [TestMethod]
    public void Both_ends_saturate()
    {
        var tensor = SmallTensors.Of(ElementType.Int16, 1, 0, 3);
        CollectionAssert.AreEqual(
            new short[] { short.MaxValue, short.MinValue, short.MaxValue },
            OneOperatorGraph.Of(AMul, tensor, tensor, tensor).Run<short>([300, -300, short.MaxValue], [300, 300, short.MaxValue]));
    }

    [TestMethod]
    public void The_fused_activation_clamps_after_the_zero_point()
    {
        var input = SmallTensors.Of(ElementType.UInt8, 1, 100, 3);
        var graph = OneOperatorGraph.Of(AMul with { FusedActivationFunction = ActivationFunctionType.Relu6 }, input, input, SmallTensors.Of(ElementType.UInt8, 0.5f, 3, 3));
        CollectionAssert.AreEqual(new byte[] { 3, 7, 15 }, graph.Run<byte>([90, 101, 104], [110, 102, 104]));
    }

    [TestMethod]
    public void A_zero_point_of_int16_is_refused()
    {
        var tensor = SmallTensors.Of(ElementType.Int16, 1, 0, 1);
        OneOperatorGraph.Of(AMul, tensor, SmallTensors.Of(ElementType.Int16, 1, 1, 1), tensor).AssertInvalid();
    }

    [TestMethod]
    public void Inputs_that_do_not_broadcast_are_refused() => OneOperatorGraph.Of(
        AMul, SmallTensors.Of(ElementType.Int8, 1, 0, 3), SmallTensors.Of(ElementType.Int8, 1, 0, 2), SmallTensors.Of(ElementType.Int8, 1, 0, 3)).AssertInvalid();

    [TestMethod]
    public void PRELU_has_a_slope_for_each_channel_and_saturates()
    {
        var graph = OneOperatorGraph.Of(
            APrelu, SmallTensors.Of(ElementType.Int8, 1, -10, 2, 1, 3), SmallTensors.Of(ElementType.Int8, 0.5f, 2, 3), SmallTensors.Of(ElementType.Int8, 0.5f, 1, 2, 1, 3));
        CollectionAssert.AreEqual(
            new sbyte[] { 11, 21, 1, -7, 1, 127 },
            graph.Run<sbyte>([-5, 0, -10, -14, -100, -128], [4, 2, 0]));
    }

    [TestMethod]
    public void The_factors_of_PRELU_are_float32_numbers()
    {
        // 0.5 / 0.2 is 2.5, a tie, in float32 and just below it in double.
        var graph = OneOperatorGraph.Of(
            APrelu, SmallTensors.Of(ElementType.Int8, 0.5f, 0, 2), SmallTensors.Of(ElementType.Int8, 1, 0, 1), SmallTensors.Of(ElementType.Int8, 0.2f, 0, 2));
        CollectionAssert.AreEqual(new sbyte[] { 3, 3 }, graph.Run<sbyte>([1, -1], [-1]));
    }

    [TestMethod]
    public void PRELU_refuses_a_slope_that_is_larger_than_the_input() => OneOperatorGraph.Of(
        APrelu, SmallTensors.Of(ElementType.Int8, 1, 0, 1), SmallTensors.Of(ElementType.Int8, 1, 0, 3), SmallTensors.Of(ElementType.Int8, 1, 0, 3)).AssertInvalid();
}
