using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Elementwise;

/// <summary>Where the formulas of ONNX Runtime round otherwise than TFLite's, and otherwise than one another.</summary>
[TestClass]
public sealed class OnnxRuntimeFormulaTests
{
    [TestMethod]
    public void QUANTIZE_rounds_ties_to_even_and_takes_no_number_for_the_least()
    {
        var graph = OneOperatorGraph.Of(new Quantize { Inputs = [], Outputs = [] }, SmallTensors.Values(ElementType.Float32, 7), SmallTensors.Of(ElementType.Int8, 1, 3, 7));

        CollectionAssert.AreEqual(
            new sbyte[] { 3, 5, 5, 1, 127, -128, -128 },
            graph.Run<float, sbyte>(Arithmetic.OnnxRuntime, [0.5f, 1.5f, 2.5f, -1.5f, float.PositiveInfinity, float.NegativeInfinity, float.NaN]));
    }

    [TestMethod]
    public void MUL_adds_the_zero_point_before_it_rounds()
    {
        // 1 · 1 · 0.5 is a tie: with zero point 1 it is 1.5, which goes to 2; rounded first it would be 0 + 1. Unfused it is that.
        var graph = OneOperatorGraph.Of(new Mul { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.UInt8, 1, 0, 1), SmallTensors.Of(ElementType.UInt8, 1, 0, 1), SmallTensors.Of(ElementType.UInt8, 2, 1, 1));

        CollectionAssert.AreEqual(new byte[] { 2 }, graph.Run<byte, byte>(Arithmetic.OnnxRuntime, [1], [1]));
        CollectionAssert.AreEqual(new byte[] { 1 }, graph.Run<byte, byte>(Arithmetic.OnnxRuntimeUnfused, [1], [1]));
    }

    [TestMethod]
    public void A_shift_to_uint8_moves_ties_of_MUL_not_of_even_zero_points()
    {
        // 128 is even, so that no tie changes.
        var graph = OneOperatorGraph.Of(new Mul { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 1, 0, 1), SmallTensors.Of(ElementType.Int8, 1, 0, 1), SmallTensors.Of(ElementType.Int8, 2, 1, 1));

        CollectionAssert.AreEqual(graph.Run<sbyte, sbyte>(Arithmetic.OnnxRuntime, [3], [1]), graph.Run<sbyte, sbyte>(Arithmetic.OnnxRuntimeShifted, [3], [1]));
    }

    [TestMethod]
    public void A_table_gives_its_entry_for_each_pattern_of_bits_under_every_arithmetic()
    {
        var table = new Tensor { Name = "table", Type = ElementType.Int8, Shape = new TensorShape(256), Data = Enumerable.Range(0, 256).Select(i => (byte)(255 - i)).ToArray() };
        var graph = OneOperatorGraph.Of(new Table { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 1, 0, 3), table, SmallTensors.Of(ElementType.Int8, 1, 0, 3));

        foreach (var arithmetic in ArithmeticCatalogue.All)
        {
            CollectionAssert.AreEqual(new sbyte[] { -1, 0, -128 }, graph.Run<sbyte, sbyte>(arithmetic, [0, -1, 127]), arithmetic.Name);
        }
    }

    [TestMethod]
    public void With_AVX2_alone_a_pair_of_products_saturates_and_a_lone_one_does_not()
    {
        // 255 · 127 twice is 64770, of which 16 bits hold 32767; the third product stands alone.
        var graph = Product([127, 127, 127], depth: 3, outputScale: 1000);

        CollectionAssert.AreEqual(new byte[] { 97 }, graph.Run<byte, byte>(Arithmetic.OnnxRuntime, [255, 255, 255]));
        CollectionAssert.AreEqual(new byte[] { 65 }, graph.Run<byte, byte>(Arithmetic.OnnxRuntimeAvx2, [255, 255, 255]));
        CollectionAssert.AreEqual(new byte[] { 33 }, graph.Run<byte, byte>(Arithmetic.OnnxRuntimeAvx2, [128, 128, 0]));
    }

    [TestMethod]
    public void The_standards_reference_adds_the_zero_point_before_it_rounds()
    {
        // 1 · 1 / 2 is a tie: with zero point 1 it is 1.5, which goes to 2; ONNX Runtime rounds it to 0 and adds 1.
        var graph = Product([1], depth: 1, outputScale: 2, zeroPoint: 1);

        CollectionAssert.AreEqual(new byte[] { 1 }, graph.Run<byte, byte>(Arithmetic.OnnxRuntime, [1]));
        CollectionAssert.AreEqual(new byte[] { 1 }, graph.Run<byte, byte>(Arithmetic.OnnxRuntimeUnfused, [1]));
        CollectionAssert.AreEqual(new byte[] { 2 }, graph.Run<byte, byte>(Arithmetic.OnnxReference, [1]));
    }

    private static QuantizedGraph Product(sbyte[] weights, int depth, float outputScale, int zeroPoint = 0) => OneOperatorGraph.Of(
        new FullyConnected { Inputs = [], Outputs = [] },
        SmallTensors.Of(ElementType.UInt8, 1, 0, 1, depth),
        SmallTensors.Of(ElementType.Int8, 1, 0, 1, depth) with { Data = (byte[])(Array)weights },
        SmallTensors.Of(ElementType.UInt8, outputScale, zeroPoint, 1, 1));
}
