using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Activations;

[TestClass]
public sealed class ActivationTests
{
    private static readonly HardSwish AHardSwish = new() { Inputs = [], Outputs = [] };
    private static readonly LeakyRelu ALeakyRelu = new() { Inputs = [], Outputs = [] };
    private static readonly Logistic ALogistic = new() { Inputs = [], Outputs = [] };
    private static readonly Relu ARelu = new() { Inputs = [], Outputs = [] };
    private static readonly Tanh ATanh = new() { Inputs = [], Outputs = [] };

    [TestMethod]
    public void RELU_on_int16_requantizes_and_clamps()
    {
        var graph = Graph(ARelu, ElementType.Int16, 1, 0, 2, 0, 5);
        CollectionAssert.AreEqual(new short[] { 0, 0, 1, 2, 16384 }, graph.Run<short>([short.MinValue, -1, 1, 3, short.MaxValue]));
    }

    [TestMethod]
    public void RELU6_ends_at_six()
    {
        var graph = Graph(new Relu6 { Inputs = [], Outputs = [] }, ElementType.Int8, 0.1f, -128, 0.1f, -120, 4);
        CollectionAssert.AreEqual(new sbyte[] { -120, -119, -60, -60 }, graph.Run<sbyte>([-128, -127, -68, 127]));
    }

    [TestMethod]
    public void RELU_N1_TO_1_ends_at_one_on_either_side()
    {
        var graph = Graph(new ReluN1To1 { Inputs = [], Outputs = [] }, ElementType.UInt8, 0.1f, 100, 0.4f, 50, 5);
        CollectionAssert.AreEqual(new byte[] { 47, 47, 50, 51, 53 }, graph.Run<byte>([0, 90, 100, 103, 255]));
    }

    [TestMethod]
    public void RELU_of_int16_with_a_zero_point_is_refused() => Graph(ARelu, ElementType.Int16, 1, 3, 1, 0, 1).AssertInvalid();

    [TestMethod]
    public void RELU_refuses_an_output_of_another_size() =>
        OneOperatorGraph.Of(ARelu, SmallTensors.Of(ElementType.Int8, 1, 0, 3), SmallTensors.Of(ElementType.Int8, 1, 0, 2)).AssertInvalid();

    [TestMethod]
    public void A_negative_alpha_is_negated_after_its_product_is_rounded()
    {
        // −3 · 0.5 is a tie that goes up to −1; −3 · −0.5 would go up to 2.
        CollectionAssert.AreEqual(
            new short[] { 16384, 1, 0, 0, 3 },
            Graph(ALeakyRelu with { Alpha = -0.5f }, ElementType.Int16, 1, 0, 1, 0, 5).Run<short>([short.MinValue, -3, -1, 0, 3]));
        CollectionAssert.AreEqual(
            new sbyte[] { 64, 1, 0, 0, 3 },
            Graph(ALeakyRelu with { Alpha = -0.5f }, ElementType.Int8, 1, 0, 1, 0, 5).Run<sbyte>([sbyte.MinValue, -3, -1, 0, 3]));
    }

    [TestMethod]
    public void LEAKY_RELU_saturates_at_both_ends()
    {
        var graph = Graph(ALeakyRelu with { Alpha = 3 }, ElementType.Int16, 1, 0, 0.5f, 0, 3);
        CollectionAssert.AreEqual(new short[] { short.MinValue, -600, short.MaxValue }, graph.Run<short>([-30000, -100, 30000]));
    }

    [TestMethod]
    [DataRow(0.05f, 3, 0.05f, -5, new[] { -5, -12, -6, -5, -4, 6, 55, 119 }, DisplayName = "a gate that is scaled up")]
    [DataRow(0.5f, 0, 0.7f, 0, new[] { 0, 0, 0, 2, 2, 14, 45, 91 }, DisplayName = "a gate that saturates")]
    [DataRow(0.008f, -10, 0.006f, -100, new[] { -128, -113, -93, -91, -90, -78, -42, 25 }, DisplayName = "a gate that is scaled down")]
    [DataRow(0.001f, 0, 0.0005f, 0, new[] { -123, -30, 0, 3, 4, 20, 64, 127 }, DisplayName = "a gate that is shifted right")]
    public void HARD_SWISH_is_16_bit_fixed_point(float scale, int zeroPoint, float outputScale, int outputZeroPoint, int[] expected)
    {
        var graph = Graph(AHardSwish, ElementType.Int8, scale, zeroPoint, outputScale, outputZeroPoint, 8);
        CollectionAssert.AreEqual(expected, graph.Run<sbyte>([-128, -30, 0, 3, 4, 20, 63, 127]).Select(value => (int)value).ToArray());
    }

    [TestMethod]
    [DataRow(0.05f, 0.016f, -24, -23, DisplayName = "a tie of the product goes up")]
    [DataRow(0.039f, 0.009f, -52, -36, DisplayName = "the gate's step is 3 / 32768")]
    public void HARD_SWISH_shows_its_roundings(float scale, float outputScale, int input, int expected) => CollectionAssert.AreEqual(
        new[] { (sbyte)expected }, Graph(AHardSwish, ElementType.Int8, scale, 0, outputScale, 0, 1).Run<sbyte>([(sbyte)input]));

    [TestMethod]
    public void The_quotient_of_the_scales_is_a_float32_number()
    {
        // 0.5 / 0.2 is 2.5, a tie, in float32 and just below it in double.
        CollectionAssert.AreEqual(new sbyte[] { 3 }, Graph(ARelu, ElementType.Int8, 0.5f, 0, 0.2f, 0, 1).Run<sbyte>([1]));
        CollectionAssert.AreEqual(new sbyte[] { 3 }, Graph(ALeakyRelu, ElementType.Int8, 0.5f, 0, 0.2f, 0, 1).Run<sbyte>([1]));
        CollectionAssert.AreEqual(new short[] { -18008 }, Graph(ALeakyRelu with { Alpha = 0.598f }, ElementType.Int16, 0.659f, 0, 0.308f, 0, 1).Run<short>([-14074]));
    }

    [TestMethod]
    public void HARD_SWISH_refuses_an_output_scale_that_is_far_too_small() => Graph(AHardSwish, ElementType.Int8, 1, 0, 1 / 256f, 0, 1).AssertInvalid();

    [TestMethod]
    public void LOGISTIC_refuses_another_scale_than_that_of_its_range() => Graph(ALogistic, ElementType.Int8, 0.1f, 0, 1 / 255f, -128, 1).AssertInvalid();

    [TestMethod]
    [DataRow(1 / 4096f, new[] { 11, 247, 8812, 15718, 16382, 16384, 16386, 16388, 17050, 23956, 32521, 32757 })]
    [DataRow(1 / 2048f, new[] { 1, 2, 3906, 15055, 16380, 16384, 16388, 16392, 17713, 28862, 32766, 32767 })]
    [DataRow(0.0003f, new[] { 2, 81, 7419, 15566, 16381, 16384, 16387, 16389, 17202, 25349, 32687, 32766 })]
    [DataRow(0.001f, new[] { 1, 1, 536, 13681, 16376, 16384, 16392, 16401, 19087, 32232, 32767, 32767 })]
    public void LOGISTIC_on_int16_interpolates(float scale, int[] expected) => AssertInt16(ALogistic, scale, expected, x => 1 / (1 + Math.Exp(-x)));

    [TestMethod]
    [DataRow(1 / 4096f, new[] { -32767, -32764, -24956, -2659, -8, 0, 8, 16, 2659, 24956, 32764, 32767 })]
    [DataRow(1 / 2048f, new[] { -32767, -32767, -31589, -5282, -16, 0, 16, 32, 5282, 31589, 32767, 32767 })]
    [DataRow(0.0003f, new[] { -32767, -32767, -27598, -3264, -11, 0, 11, 19, 3264, 27598, 32767, 32767 })]
    [DataRow(0.001f, new[] { -32767, -32767, -32750, -10526, -32, 0, 32, 67, 10526, 32750, 32767, 32767 })]
    public void TANH_on_int16_interpolates(float scale, int[] expected) => AssertInt16(ATanh, scale, expected, Math.Tanh);

    [TestMethod]
    public void A_tie_of_TANH_on_int16_goes_up() =>
        CollectionAssert.AreEqual(new short[] { 1408, -32766 }, Graph(ATanh, ElementType.Int16, 1 / 4096f, 0, 1 / 32768f, 0, 2).Run<short>([176, -20864]));

    [TestMethod]
    public void LOGISTIC_and_TANH_on_int16_have_the_scale_of_their_range()
    {
        Graph(ALogistic, ElementType.Int16, 1 / 4096f, 0, 1 / 16384f, 0, 1).AssertInvalid();
        Graph(ATanh, ElementType.Int16, 1 / 4096f, 0, 1 / 16384f, 0, 1).AssertInvalid();
    }

    /// <summary>The expected values are of a second implementation in exact integers; the real function holds them to what they mean.</summary>
    private static void AssertInt16(Operator step, float scale, int[] expected, Func<double, double> function)
    {
        short[] input = [short.MinValue, -20000, -4096, -333, -1, 0, 1, 2, 333, 4096, 20000, short.MaxValue];
        foreach (var arithmetic in ArithmeticCatalogue.TFLite)
        {
            var output = Graph(step, ElementType.Int16, scale, 0, 1 / 32768f, 0, input.Length).Run<short, short>(arithmetic, input);
            CollectionAssert.AreEqual(expected, output.Select(value => (int)value).ToArray(), arithmetic.Name);
            for (var i = 0; i < input.Length; i++)
            {
                Assert.AreEqual(function(input[i] * (double)scale), output[i] / 32768.0, 2e-4, $"of {input[i]}");
            }
        }
    }

    private static QuantizedGraph Graph(Operator step, ElementType type, float scale, int zeroPoint, float outputScale, int outputZeroPoint, int count) =>
        OneOperatorGraph.Of(step, SmallTensors.Of(type, scale, zeroPoint, count), SmallTensors.Of(type, outputScale, outputZeroPoint, count));
}
