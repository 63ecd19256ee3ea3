using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Activations;

/// <summary>LOG_SOFTMAX; the 8-bit values are those of TFLite's own tests, whose inputs have steps of 20/255.</summary>
[TestClass]
public sealed class LogSoftmaxTests
{
    private static readonly LogSoftmax ALogSoftmax = new() { Inputs = [], Outputs = [] };

    [TestMethod]
    public void Of_uint8_has_TFLites_bytes()
    {
        var graph = OneOperatorGraph.Of(ALogSoftmax, SmallTensors.Of(ElementType.UInt8, 20 / 255f, 127, 2, 4), SmallTensors.Of(ElementType.UInt8, 1 / 16f, 255, 2, 4));

        // 0, -6, 2, 4 and 3, -2, 10, 1, of which 10 does not fit.
        CollectionAssert.AreEqual(new byte[] { 189, 93, 221, 253, 142, 63, 255, 111 }, graph.Run<byte>([127, 51, 153, 178, 165, 102, 255, 140]));
    }

    [TestMethod]
    public void Of_int8_has_TFLites_bytes()
    {
        var graph = OneOperatorGraph.Of(ALogSoftmax, SmallTensors.Of(ElementType.Int8, 20 / 255f, 0, 2, 4), SmallTensors.Of(ElementType.Int8, 1 / 16f, 127, 2, 4));

        CollectionAssert.AreEqual(new sbyte[] { 61, -36, 93, 125, 15, -65, 127, -16 }, graph.Run<sbyte>([0, -77, 26, 51, 38, -26, 127, 13]));

        // -9.9, -9.9, 0, 0 and 7.8, -2, 2, 1.
        CollectionAssert.AreEqual(new sbyte[] { -42, -42, 116, 116, 127, -30, 35, 19 }, graph.Run<sbyte>([-126, -126, 0, 0, 99, -26, 26, 13]));
    }

    [TestMethod]
    public void Of_float_is_the_real_function()
    {
        var graph = OneOperatorGraph.Of(ALogSoftmax, SmallTensors.Values(ElementType.Float32, 2, 2), SmallTensors.Values(ElementType.Float32, 2, 2));

        // exp(log 3) = 3 of 3 + 1; large ones do not overflow.
        var output = graph.Run<float, float>(Arithmetic.TFLite, [0, (float)Math.Log(3), 1000, 1000]);
        var expected = new[] { -Math.Log(4), Math.Log(0.75), -Math.Log(2), -Math.Log(2) };
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], output[i], 1e-6);
        }
    }

    [TestMethod]
    [DataRow(1 / 8f, 127)]
    [DataRow(1 / 16f, 0)]
    public void Another_output_than_that_of_its_range_is_refused(float scale, int zeroPoint) =>
        OneOperatorGraph.Of(ALogSoftmax, SmallTensors.Of(ElementType.Int8, 1, 0, 1, 4), SmallTensors.Of(ElementType.Int8, scale, zeroPoint, 1, 4)).AssertInvalid();

    [TestMethod]
    public void An_input_whose_step_is_too_small_for_fixed_point_is_refused() =>
        OneOperatorGraph.Of(ALogSoftmax, SmallTensors.Of(ElementType.Int8, 1e-8f, 0, 1, 4), SmallTensors.Of(ElementType.Int8, 1 / 16f, 127, 1, 4)).AssertInvalid();
}
