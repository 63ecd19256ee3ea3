using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Linear;

/// <summary>Convolutions and FULLY_CONNECTED beyond the shapes and types of the files at hand; values worked out by hand.</summary>
[TestClass]
public sealed class LinearLayerTests
{
    private static readonly Conv2D Pointwise = new() { Inputs = [], Outputs = [] };

    [TestMethod]
    public void Int4_weights_are_two_in_a_byte_the_first_in_the_low_half_with_sign()
    {
        // 0x8F holds -1 and -8, 0x07 holds 7 and nothing.
        var weights = new Tensor { Name = "w", Type = ElementType.Int4, Shape = new TensorShape(1, 3), Data = new byte[] { 0x8F, 0x07 }, Quantization = new QuantizationParameters(1) };
        var graph = OneOperatorGraph.Of(new FullyConnected { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 1, 0, 1, 3), weights, SmallTensors.Of(ElementType.Int8, 1, 0, 1, 1));

        CollectionAssert.AreEqual(new sbyte[] { (-1 * 1) + (-8 * 2) + (7 * 3) }, graph.Run<sbyte>([1, 2, 3]));
    }

    [TestMethod]
    [DataRow(false, (sbyte)-20)]
    [DataRow(true, (sbyte)-20)]
    public void Unsigned_activations_meet_signed_weights(bool isDepthwise, sbyte expected)
    {
        // Without a zero point 200 is 200; as int8 it would be -56.
        Operator step = isDepthwise ? new DepthwiseConv2D { Inputs = [], Outputs = [] } : Pointwise;
        var graph = OneOperatorGraph.Of(step, SmallTensors.Of(ElementType.UInt8, 1, 0, 1, 1, 1, 1), Weights([-10], 1, 1, 1, 1), SmallTensors.Of(ElementType.Int8, 100, 0, 1, 1, 1, 1));

        CollectionAssert.AreEqual(new[] { expected }, graph.Run<byte, sbyte>(Arithmetic.TFLite, [200]));
    }

    [TestMethod]
    public void Signed_activations_may_become_unsigned()
    {
        var graph = OneOperatorGraph.Of(Pointwise, SmallTensors.Of(ElementType.Int8, 1, 0, 1, 1, 2, 1), Weights([2], 1, 1, 1, 1), SmallTensors.Of(ElementType.UInt8, 1, 0, 1, 1, 2, 1));

        CollectionAssert.AreEqual(new byte[] { 200, 0 }, graph.Run<sbyte, byte>(Arithmetic.TFLite, [100, -100]));
    }

    [TestMethod]
    public void Int16_activations_under_an_int64_bias_use_a_reduced_multiplier()
    {
        // A factor of 2^-16 · 3 has the multiplier 0x60000000, which 16 bits hold; the sum needs 40 bits.
        var bias = new Tensor { Name = "b", Type = ElementType.Int64, Shape = new TensorShape(1), Data = MemoryMarshal.AsBytes<long>([1L << 30]).ToArray() };
        var graph = OneOperatorGraph.Of(Pointwise, SmallTensors.Of(ElementType.Int16, 3f / 65536, 0, 1, 1, 1, 1), Weights([100], 1, 1, 1, 1), bias, SmallTensors.Of(ElementType.Int16, 4, 0, 1, 1, 1, 1));

        // (30000 · 100 + 2^30) · 3 / 2^18 = 12322.3
        CollectionAssert.AreEqual(new short[] { 12322 }, graph.Run<short>([30000]));
    }

    [TestMethod]
    public void Int16_activations_with_a_zero_point_are_refused() =>
        OneOperatorGraph.Of(Pointwise, SmallTensors.Of(ElementType.Int16, 1, 1, 1, 1, 1, 1), Weights([1], 1, 1, 1, 1), SmallTensors.Of(ElementType.Int16, 1, 0, 1, 1, 1, 1)).AssertInvalid();

    [TestMethod]
    public void A_group_of_output_channels_sees_its_own_input_channels()
    {
        // Four channels in two groups: output 0 sums channels 0 and 1, output 1 channels 2 and 3.
        var graph = OneOperatorGraph.Of(Pointwise, SmallTensors.Of(ElementType.Int8, 1, 0, 1, 1, 1, 4), Weights([1, 1, 1, 10], 2, 1, 1, 2), SmallTensors.Of(ElementType.Int8, 1, 0, 1, 1, 1, 2));

        CollectionAssert.AreEqual(new sbyte[] { 3, 43 }, graph.Run<sbyte>([1, 2, 3, 4]));
    }

    [TestMethod]
    [DataRow(typeof(Conv2D))]
    [DataRow(typeof(DepthwiseConv2D))]
    public void A_dilated_1xN_window_skips_pixels_and_treats_each_image_of_a_batch_alone(Type type)
    {
        Operator step = type == typeof(Conv2D)
            ? new Conv2D { Inputs = [], Outputs = [], DilationWFactor = 2, StrideW = 2 }
            : new DepthwiseConv2D { Inputs = [], Outputs = [], DilationWFactor = 2, StrideW = 2 };
        var graph = OneOperatorGraph.Of(step, SmallTensors.Of(ElementType.Int8, 1, 0, 2, 1, 5, 1), Weights([1, 10, 100], 1, 1, 3, 1), SmallTensors.Of(ElementType.Int8, 1, 0, 2, 1, 3, 1));

        // SAME: the window of 5 hangs over by 2 on either side; taps lie at 2·o - 2, 2·o and 2·o + 2.
        CollectionAssert.AreEqual(
            new sbyte[] { 100, 110, 11, 0, 100, 10 },
            graph.Run<sbyte>([0, 0, 1, 0, 1, /* second image */ 0, 0, 0, 0, 1]));
    }

    [TestMethod]
    public void A_transposed_convolution_spreads_each_pixel_over_the_window()
    {
        var step = new TransposeConv { Inputs = [], Outputs = [], StrideW = 2, StrideH = 1, Padding = Padding.Valid };
        var shape = new Tensor { Name = "shape", Type = ElementType.Int32, Shape = new TensorShape(4), Data = MemoryMarshal.AsBytes<int>([1, 1, 5, 1]).ToArray() };
        var graph = OneOperatorGraph.Of(step, shape, Weights([1, 2, 3], 1, 1, 3, 1), SmallTensors.Of(ElementType.Int8, 1, 0, 1, 1, 2, 1), SmallTensors.Of(ElementType.Int8, 1, 0, 1, 1, 5, 1));

        CollectionAssert.AreEqual(new sbyte[] { 1, 2, 3 + 10, 20, 30 }, graph.Run<sbyte>([1, 10]));
    }

    [TestMethod]
    public void A_zero_point_that_the_weights_type_does_not_hold_is_refused()
    {
        var weights = Weights([1], 1, 1) with { Quantization = new QuantizationParameters(1, 100_000) };
        OneOperatorGraph.Of(new FullyConnected { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 1, 0, 1, 1), weights, SmallTensors.Of(ElementType.Int8, 1, 0, 1, 1)).AssertInvalid();
    }

    [TestMethod]
    public void A_shift_computes_a_power_of_two_model_and_refuses_any_other()
    {
        var ties = ArithmeticCatalogue.Named("shift-half-even");
        QuantizedGraph Graph(float outputScale) =>
            OneOperatorGraph.Of(Pointwise, SmallTensors.Of(ElementType.Int8, 0.5f, 0, 1, 1, 4, 1), Weights([1], 1, 1, 1, 1), SmallTensors.Of(ElementType.Int8, outputScale, 0, 1, 1, 4, 1));

        CollectionAssert.AreEqual(new sbyte[] { 2, 0, -2, 1 }, Graph(1).Run<sbyte, sbyte>(ties, [5, 1, -3, 2]));

        var error = Assert.ThrowsExactly<MrqException>(() => CompiledGraph.Compile(Graph(0.7f), ties));
        Assert.AreEqual(MrqCodes.InvalidOperator, error.Code);
        Assert.AreEqual("CONV_2D at 0", error.Place.Operator);
    }

    internal static Tensor Weights(sbyte[] values, params ReadOnlySpan<int> shape) => new()
    {
        Name = "weights",
        Type = ElementType.Int8,
        Shape = new TensorShape(shape),
        Data = MemoryMarshal.AsBytes<sbyte>(values).ToArray(),
        Quantization = new QuantizationParameters(1),
    };
}
