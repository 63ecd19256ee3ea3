using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Tests.Linear;

namespace Mrq.Emulator.Tests;

/// <summary>A runtime's faults and habits show under its own arithmetic and under no other; values worked out by hand.</summary>
[TestClass]
public sealed class RuntimeQuirkTests
{
    private static readonly string[] TFLites = ["tflite", "tflite-single-rounding", "tflite-2.20"];

    public static IEnumerable<object[]> Arithmetics => ArithmeticCatalogue.All.Where(arithmetic => arithmetic.Formulas == OperatorFormulas.TFLite).Select(arithmetic => new object[] { arithmetic.Name });

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

        CollectionAssert.AreEqual(new sbyte[] { -22 }, graph.Run<sbyte, sbyte>(Arithmetic.TFLiteSource, [-6, 2]));
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

    [TestMethod]
    public void Tflite_micro_derives_the_multipliers_of_SUB_in_single()
    {
        var bytes = OneOperatorGraph.Of(new Sub { Inputs = [], Outputs = [] }, Int8(0.015f), Int8(0.1f), Int8(0.13f));
        AssertParts(bytes, [79, 6], 5, 4);

        var shorts = OneOperatorGraph.Of(
            new Sub { Inputs = [], Outputs = [], PotScaleInt16 = false }, SmallTensors.Of(ElementType.Int16, 0.011f, 0, 1), SmallTensors.Of(ElementType.Int16, 0.1f, 0, 1), SmallTensors.Of(ElementType.Int16, 0.13f, 0, 1));
        Assert.AreEqual(21, shorts.Run<short, short>(Arithmetic.TFLite, [9345], [1000])[0]);
        Assert.AreEqual(22, shorts.Run<short, short>(Arithmetic.TFLiteMicro, [9345], [1000])[0]);
    }

    [TestMethod]
    public void Tflite_micro_refuses_a_SUB_whose_output_is_finer_than_its_inputs_can_be()
    {
        // 2 · 4 / (2^20 · 2^-19) = 4.
        var graph = OneOperatorGraph.Of(new Sub { Inputs = [], Outputs = [] }, Int8(4), Int8(4), Int8(MathF.ScaleB(1, -19)));

        Assert.AreEqual(0, graph.Run<sbyte, sbyte>(Arithmetic.TFLite, [1], [1])[0]);
        Assert.AreEqual(MrqCodes.InvalidOperator, Assert.ThrowsExactly<MrqException>(() => graph.Run<sbyte, sbyte>(Arithmetic.TFLiteMicro, [1], [1])).Code);
    }

    [TestMethod]
    public void Tflite_micro_derives_the_multipliers_of_MUL_and_PRELU_in_double()
    {
        AssertParts(OneOperatorGraph.Of(new Mul { Inputs = [], Outputs = [] }, Int8(0.038f), Int8(0.45000002f), Int8(0.2f)), [5, 125], 54, 53);
        AssertParts(OneOperatorGraph.Of(new Prelu { Inputs = [], Outputs = [] }, Int8(0.031f), Int8(0.1f), Int8(0.2f)), [125, 0], 20, 19);
        AssertParts(OneOperatorGraph.Of(new Prelu { Inputs = [], Outputs = [] }, Int8(0.038f), Int8(0.45000002f), Int8(0.2f)), [-125, 5], -54, -53);
    }

    [TestMethod]
    public void Tflite_micro_adds_int16_by_the_general_formula_whatever_the_flag_says()
    {
        static Tensor Int16(float scale) => SmallTensors.Of(ElementType.Int16, scale, 0, 1);
        var graph = OneOperatorGraph.Of(new Add { Inputs = [], Outputs = [] }, Int16(1 / 64f), Int16(1 / 128f), Int16(1 / 64f));

        Assert.AreEqual(16370, graph.Run<short, short>(Arithmetic.TFLite, [32754], [-32767])[0]);
        Assert.AreEqual(16371, graph.Run<short, short>(Arithmetic.TFLiteMicro, [32754], [-32767])[0]);
    }

    [TestMethod]
    public void Tflite_micro_takes_the_output_of_TANH_and_LOGISTIC_for_what_their_range_asks_for()
    {
        // tanh(1) is 0.7616, 97 of 128 or 49 of 64.
        var tanh = OneOperatorGraph.Of(new Tanh { Inputs = [], Outputs = [] }, Int8(0.01f), Int8(1 / 64f));
        AssertParts(tanh, [100], 49, 97);

        // σ(1) is 0.7311, 187 of 256; TFLite refuses another scale.
        var logistic = OneOperatorGraph.Of(new Logistic { Inputs = [], Outputs = [] }, Int8(0.01f), SmallTensors.Of(ElementType.Int8, 1 / 128f, -128, 1));
        CollectionAssert.AreEqual(new[] { (sbyte)(187 - 128) }, logistic.Run<sbyte, sbyte>(Arithmetic.TFLiteMicro, [100]));
        logistic.AssertInvalid();
    }

    [TestMethod]
    [DataRow(typeof(Logistic), 1 / 256f, -128, 0.04f, 5, DisplayName = "LOGISTIC")]
    [DataRow(typeof(Tanh), 1 / 128f, 0, 0.03f, -3, DisplayName = "TANH")]
    public void The_fixed_point_of_tflite_micro_rounds_to_the_same_8_bits_as_the_real_function(Type type, float outputScale, int outputZeroPoint, float scale, int zeroPoint)
    {
        Operator step = type == typeof(Tanh) ? new Tanh { Inputs = [], Outputs = [] } : new Logistic { Inputs = [], Outputs = [] };
        var graph = OneOperatorGraph.Of(step, SmallTensors.Of(ElementType.Int8, scale, zeroPoint, 256), SmallTensors.Of(ElementType.Int8, outputScale, outputZeroPoint, 256));
        var values = Enumerable.Range(-128, 256).Select(value => (sbyte)value).ToArray();

        CollectionAssert.AreEqual(graph.Run<sbyte, sbyte>(Arithmetic.TFLite, values), graph.Run<sbyte, sbyte>(Arithmetic.TFLiteMicro, values));
    }

    [TestMethod]
    public void Tflite_micro_clamps_RELU6_in_the_inputs_scale()
    {
        // 6 is 60 steps over the zero point 5.
        var graph = OneOperatorGraph.Of(new Relu6 { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 0.1f, 5, 3), SmallTensors.Of(ElementType.Int8, 0.05f, -128, 3));

        CollectionAssert.AreEqual(new sbyte[] { 5, 15, 65 }, graph.Run<sbyte, sbyte>(Arithmetic.TFLiteMicro, [-10, 15, 100]));
        CollectionAssert.AreEqual(new sbyte[] { -128, -108, -8 }, graph.Run<sbyte, sbyte>(Arithmetic.TFLite, [-10, 15, 100]));
    }

    [TestMethod]
    public void Tflite_micro_computes_the_tables_of_SOFTMAX_on_int16_in_single()
    {
        var graph = OneOperatorGraph.Of(new Softmax { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int16, 3e-5f, 0, 1, 4), SmallTensors.Of(ElementType.Int16, 1 / 32768f, 0, 1, 4));

        CollectionAssert.AreEqual(new short[] { 12495, 10922, 4676, 4676 }, graph.Run<short, short>(Arithmetic.TFLite, [32767, 28281, 0, 0]));
        CollectionAssert.AreEqual(new short[] { 12494, 10921, 4676, 4676 }, graph.Run<short, short>(Arithmetic.TFLiteMicro, [32767, 28281, 0, 0]));
    }

    [TestMethod]
    public void Every_quirk_is_told_to_users()
    {
        var fields = typeof(RuntimeQuirks).GetProperties().Where(property => property.PropertyType == typeof(bool)).ToList();

        Assert.HasCount(fields.Count, QuirkDescription.All);
        foreach (var field in fields)
        {
            var quirks = RuntimeQuirks.None with { Name = field.Name };
            field.SetValue(quirks, true);
            Assert.ContainsSingle(description => description.IsIn(quirks), QuirkDescription.All, field.Name);
        }
    }

    private static Tensor Int8(float scale) => SmallTensors.Of(ElementType.Int8, scale, 0, 1);

    /// <summary>One value under TFLite and under tflite-micro.</summary>
    private static void AssertParts(QuantizedGraph graph, sbyte[] inputs, int ofTFLite, int ofMicro)
    {
        Assert.AreEqual(ofTFLite, graph.Run<sbyte, sbyte>(Arithmetic.TFLite, inputs)[0]);
        Assert.AreEqual(ofMicro, graph.Run<sbyte, sbyte>(Arithmetic.TFLiteMicro, inputs)[0]);
    }

    private static QuantizedGraph Of(Operator step, Tensor weights, int inputs) =>
        OneOperatorGraph.Of(step, SmallTensors.Of(ElementType.Int8, 1, 0, 1, 1, 1, inputs), weights, SmallTensors.Of(ElementType.Int8, 1, 0, 1, 1, 1, 2));

    private static Tensor Weights(sbyte[] values, long[] zeroPoints, int axis, params ReadOnlySpan<int> shape) =>
        LinearLayerTests.Weights(values, shape) with { Quantization = new QuantizationParameters([.. zeroPoints.Select(_ => 1f)], [.. zeroPoints], axis) };
}
