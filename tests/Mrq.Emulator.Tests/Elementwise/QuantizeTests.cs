using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Elementwise;

[TestClass]
public sealed class QuantizeTests
{
    private static readonly Quantize AQuantize = new() { Inputs = [], Outputs = [] };
    private static readonly Dequantize ADequantize = new() { Inputs = [], Outputs = [] };

    [TestMethod]
    public void Real_numbers_become_int16_with_ties_away_from_zero()
    {
        var graph = OneOperatorGraph.Of(AQuantize, Real(6), SmallTensors.Of(ElementType.Int16, 0.5f, 1, 6));
        CollectionAssert.AreEqual(
            new short[] { 2, 0, 2, short.MaxValue, short.MinValue, 1 },
            graph.Run<float, short>(Arithmetic.TFLite, [0.25f, -0.25f, 0.3f, 1e9f, -1e9f, 0]));
    }

    [TestMethod]
    [DataRow(0.001f, 0.0015f, 2)]
    [DataRow(0.003f, 0.0045f, 1)]
    public void Real_numbers_are_divided_by_the_scale_not_multiplied_by_its_reciprocal(float scale, float value, int expected) => CollectionAssert.AreEqual(
        new[] { (short)expected }, OneOperatorGraph.Of(AQuantize, Real(1), SmallTensors.Of(ElementType.Int16, scale, 0, 1)).Run<float, short>(Arithmetic.TFLite, [value]));

    [TestMethod]
    public void Int16_becomes_real_numbers()
    {
        var graph = OneOperatorGraph.Of(ADequantize, SmallTensors.Of(ElementType.Int16, 0.25f, 0, 3), Real(3));
        CollectionAssert.AreEqual(new[] { -8192f, 0.25f, 8191.75f }, graph.Run<short, float>(Arithmetic.TFLite, [short.MinValue, 1, short.MaxValue]));
    }

    [TestMethod]
    public void Int32_becomes_int16_and_saturates()
    {
        var graph = OneOperatorGraph.Of(AQuantize, SmallTensors.Of(ElementType.Int32, 0.5f, 2, 4), SmallTensors.Of(ElementType.Int16, 1, 0, 4));
        CollectionAssert.AreEqual(new short[] { 2, 0, short.MaxValue, short.MinValue }, graph.Run<int, short>(Arithmetic.TFLite, [5, 1, 1 << 30, -(1 << 30)]));
    }

    [TestMethod]
    public void Int16_becomes_int32() => CollectionAssert.AreEqual(
        new[] { -65536 - 5, -3, 65534 - 5 },
        Requantize<short, int>(ElementType.Int16, 1, 0, ElementType.Int32, 0.5f, -5, [short.MinValue, 1, short.MaxValue]));

    [TestMethod]
    public void Int16_becomes_int8() => CollectionAssert.AreEqual(
        new sbyte[] { -128, 1, 0, 127 },
        Requantize<short, sbyte>(ElementType.Int16, 1, 0, ElementType.Int8, 2, 0, [short.MinValue, 1, -1, short.MaxValue]));

    [TestMethod]
    public void Int8_becomes_int16() => CollectionAssert.AreEqual(
        new short[] { -256, 0, 254 },
        Requantize<sbyte, short>(ElementType.Int8, 1, 0, ElementType.Int16, 0.5f, 0, [sbyte.MinValue, 0, sbyte.MaxValue]));

    [TestMethod]
    public void Int8_becomes_uint8_by_a_shift_of_128() => CollectionAssert.AreEqual(
        new byte[] { 0, 127, 128, 255 },
        Requantize<sbyte, byte>(ElementType.Int8, 0.1f, -3, ElementType.UInt8, 0.1f, 125, [-128, -1, 0, 127]));

    [TestMethod]
    public void The_quotient_of_the_scales_is_a_double_number()
    {
        CollectionAssert.AreEqual(new sbyte[] { 2 }, Requantize<sbyte, sbyte>(ElementType.Int8, 0.5f, 0, ElementType.Int8, 0.2f, 0, [1]));
        CollectionAssert.AreEqual(new short[] { 30566 }, Requantize<short, short>(ElementType.Int16, 0.142f, 0, ElementType.Int16, 0.104f, 0, [22386]));
    }

    [TestMethod]
    public void Int16_to_int16_is_symmetric() =>
        OneOperatorGraph.Of(AQuantize, SmallTensors.Of(ElementType.Int16, 1, 0, 1), SmallTensors.Of(ElementType.Int16, 1, 1, 1)).AssertInvalid();

    [TestMethod]
    public void Sizes_that_differ_are_refused()
    {
        OneOperatorGraph.Of(AQuantize, Real(2), SmallTensors.Of(ElementType.Int8, 1, 0, 1)).AssertInvalid();
        OneOperatorGraph.Of(ADequantize, SmallTensors.Of(ElementType.Int8, 1, 0, 2), Real(1)).AssertInvalid();
        OneOperatorGraph.Of(AQuantize, SmallTensors.Of(ElementType.Int8, 1, 0, 2), SmallTensors.Of(ElementType.Int8, 1, 0, 1)).AssertInvalid();
    }

    [TestMethod]
    public void Int16_to_uint8_is_not_an_operator_of_TFLite()
    {
        var graph = OneOperatorGraph.Of(AQuantize, SmallTensors.Of(ElementType.Int16, 1, 0, 1), SmallTensors.Of(ElementType.UInt8, 1, 0, 1));
        Assert.AreEqual(MrqCodes.OperatorNotEmulated, Assert.ThrowsExactly<MrqException>(() => CompiledGraph.Compile(graph, Arithmetic.TFLite)).Code);
    }

    private static TOut[] Requantize<TIn, TOut>(ElementType input, float scale, int zeroPoint, ElementType output, float outputScale, int outputZeroPoint, TIn[] values)
        where TIn : unmanaged
        where TOut : unmanaged =>
        OneOperatorGraph.Of(AQuantize, SmallTensors.Of(input, scale, zeroPoint, values.Length), SmallTensors.Of(output, outputScale, outputZeroPoint, values.Length))
            .Run<TIn, TOut>(Arithmetic.TFLite, values);

    private static Tensor Real(int count) => new() { Name = "real", Type = ElementType.Float32, Shape = new TensorShape(count) };
}
