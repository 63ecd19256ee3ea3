using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Tests;

/// <summary>A runtime's faults and habits show under its own arithmetic and under no other; values worked out by hand.</summary>
[TestClass]
public sealed class RuntimeQuirkTests
{
    private static readonly string[] TFLites = ["tflite", "tflite-single-rounding", "tflite-2.20"];

    public static IEnumerable<object[]> Arithmetics => ArithmeticCatalogue.All.Select(arithmetic => new object[] { arithmetic.Name });

    [TestMethod]
    [DynamicData(nameof(Arithmetics))]
    public void SUM_of_int8_is_the_sum_but_for_TFLites_reference(string arithmetic)
    {
        // -6 + 2 - 2 · (-10) = 16, half of it from the zero point -30. TFLite takes -6 for the byte 250: 272, half of it, and then the byte 106.
        var graph = OneOperatorGraph.Of(new Sum { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 1, -10, 2), SmallTensors.Integers(0), SmallTensors.Of(ElementType.Int8, 2, -30));

        CollectionAssert.AreEqual(new[] { (sbyte)(TFLites.Contains(arithmetic) ? 106 : -22) }, graph.Run<sbyte, sbyte>(ArithmeticCatalogue.Named(arithmetic), [-6, 2]));
    }

    [TestMethod]
    public void A_sum_in_the_source_of_a_conversion_is_the_one_that_its_author_measured()
    {
        var graph = OneOperatorGraph.Of(new Sum { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 1, -10, 2), SmallTensors.Integers(0), SmallTensors.Of(ElementType.Int8, 2, -30));

        CollectionAssert.AreEqual(new sbyte[] { -22 }, graph.Run<sbyte, sbyte>(Arithmetic.Source, [-6, 2]));
    }

    [TestMethod]
    [DataRow("tflite", 6, 10)]
    [DataRow("gemmlowp", 5 * 2, 7 * 2)]
    [DataRow("shift-half-up", 5 * 2, 7 * 2)]
    public void Convolutions_heed_the_zero_points_of_int8_weights_where_the_runtime_does(string arithmetic, int first, int second)
    {
        // Weights 3 and 5 with zero points -2 and -2 are 5 and 7.
        foreach (var graph in new[]
        {
            Of(new Conv2D { Inputs = [], Outputs = [] }, Weights([3, 5], [-2], 0, 2, 1, 1, 1), 1),
            Of(new Conv2D { Inputs = [], Outputs = [] }, Weights([3, 5], [-2, -2], 0, 2, 1, 1, 1), 1),
            Of(new DepthwiseConv2D { Inputs = [], Outputs = [] }, Weights([3, 5], [-2, -2], 3, 1, 1, 1, 2), 2),
        })
        {
            var input = graph.Tensors[0].Shape[^1] == 1 ? new sbyte[] { 2 } : [2, 2];
            CollectionAssert.AreEqual(new[] { (sbyte)first, (sbyte)second }, graph.Run<sbyte, sbyte>(ArithmeticCatalogue.Named(arithmetic), input), graph.Operators[0].Name);
        }
    }

    [TestMethod]
    [DataRow("tflite", 6, 10)]
    [DataRow("gemmlowp", 10, 4)]
    public void Each_channel_has_its_own_zero_point(string arithmetic, int first, int second)
    {
        // Weights 3 and 5 with zero points -2 and 3 are 5 and 2.
        foreach (var graph in new[]
        {
            Of(new Conv2D { Inputs = [], Outputs = [] }, Weights([3, 5], [-2, 3], 0, 2, 1, 1, 1), 1),
            Of(new DepthwiseConv2D { Inputs = [], Outputs = [] }, Weights([3, 5], [-2, 3], 3, 1, 1, 1, 2), 2),
            OneOperatorGraph.Of(new FullyConnected { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 1, 0, 1, 1), Weights([3, 5], [-2, 3], 0, 2, 1), SmallTensors.Of(ElementType.Int8, 1, 0, 1, 2)),
        })
        {
            var input = graph.Tensors[0].Shape[^1] == 1 ? new sbyte[] { 2 } : [2, 2];
            CollectionAssert.AreEqual(new[] { (sbyte)first, (sbyte)second }, graph.Run<sbyte, sbyte>(ArithmeticCatalogue.Named(arithmetic), input), graph.Operators[0].Name);
        }
    }

    [TestMethod]
    public void Only_TFLites_depthwise_convolution_of_uint8_rounds_twice_in_a_build_that_rounds_once()
    {
        // A quarter: rounded twice it becomes a half and then one, rounded once nothing.
        var weights = new Tensor { Name = "weights", Type = ElementType.UInt8, Shape = new TensorShape(1, 1, 1, 1), Data = new byte[] { 1 }, Quantization = new QuantizationParameters(1) };
        var graph = OneOperatorGraph.Of(new DepthwiseConv2D { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.UInt8, 0.25f, 0, 1, 1, 1, 1), weights, SmallTensors.Of(ElementType.UInt8, 1, 0, 1, 1, 1, 1));

        Assert.AreEqual(1, graph.Run<byte, byte>(Arithmetic.TFLiteSingleRounding, [1])[0]);
        Assert.AreEqual(0, graph.Run<byte, byte>(Arithmetic.TFLiteSingleRounding with { Quirks = RuntimeQuirks.None }, [1])[0]);
        Assert.AreEqual(1, graph.Run<byte, byte>(Arithmetic.TFLite, [1])[0], "and everything does in the default build");
    }

    private static QuantizedGraph Of(Operator step, Tensor weights, int inputs) =>
        OneOperatorGraph.Of(step, SmallTensors.Of(ElementType.Int8, 1, 0, 1, 1, 1, inputs), weights, SmallTensors.Of(ElementType.Int8, 1, 0, 1, 1, 1, 2));

    private static Tensor Weights(sbyte[] values, long[] zeroPoints, int axis, params ReadOnlySpan<int> shape) =>
        LinearLayerTests.Weights(values, shape) with { Quantization = new QuantizationParameters([.. zeroPoints.Select(_ => 1f)], [.. zeroPoints], axis) };
}
