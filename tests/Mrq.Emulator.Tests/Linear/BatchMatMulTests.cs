using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Linear;

/// <summary>Values of tflite-micro's <c>batch_matmul_test.cc</c>, and sums in exact integers.</summary>
[TestClass]
public sealed class BatchMatMulTests
{
    private static readonly BatchMatMul Product = new() { Inputs = [], Outputs = [] };

    [TestMethod]
    public void Int8_gives_the_values_of_tflite_micros_test()
    {
        var half = new QuantizationParameters(0.5f, -1);
        var graph = OneOperatorGraph.Of(Product, Of(ElementType.Int8, half, 2, 10), Of(ElementType.Int8, half, 10, 3), Of(ElementType.Int8, new QuantizationParameters(1, -1), 2, 3));

        var left = new[] { 1, 2, 3, 4, 5, 6, 7, 8, -9, -10, 1, 2, 3, 4, 5, 6, 7, -8, 9, -10 }.Select(value => (sbyte)((2 * value) - 1)).ToArray();
        var right = Enumerable.Range(1, 10).SelectMany(value => Enumerable.Repeat((sbyte)((2 * value) - 1), 3)).ToArray();
        CollectionAssert.AreEqual(new sbyte[] { 22, 22, 22, 56, 56, 56 }, graph.Run(left, right));
    }

    [TestMethod]
    public void Int16_gives_the_values_of_tflite_micros_test()
    {
        var ten = new QuantizationParameters(10f / short.MaxValue);
        var graph = OneOperatorGraph.Of(Product, Of(ElementType.Int16, ten, 2, 10), Of(ElementType.Int16, ten, 10, 3), Of(ElementType.Int16, new QuantizationParameters(1), 2, 3));

        short Quantized(int value) => (short)Math.Round(value / (10.0 / short.MaxValue), MidpointRounding.AwayFromZero);
        var left = new[] { 1, 2, 3, 4, 5, 6, 7, 8, -9, -10, 1, 2, 3, 4, 5, 6, 7, -8, 9, -10 }.Select(Quantized).ToArray();
        var right = Enumerable.Range(1, 10).SelectMany(value => Enumerable.Repeat(Quantized(value), 3)).ToArray();
        CollectionAssert.AreEqual(new short[] { 23, 23, 23, 57, 57, 57 }, graph.Run(left, right));
    }

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(false, true)]
    [DataRow(true, false)]
    [DataRow(true, true)]
    public void Every_orientation_and_broadcast_is_the_sum_in_exact_integers(bool adjX, bool adjY)
    {
        var (rows, depth, columns) = (2, 3, 4);
        int[] left = adjX ? [2, 1, depth, rows] : [2, 1, rows, depth];
        int[] right = adjY ? [3, columns, depth] : [3, depth, columns];
        var graph = OneOperatorGraph.Of(
            Product with { AdjX = adjX, AdjY = adjY },
            SmallTensors.Of(ElementType.Int8, 0.25f, 3, left), SmallTensors.Of(ElementType.Int8, 0.5f, -7, right), SmallTensors.Of(ElementType.Int8, 8f, 5, 2, 3, rows, columns));
        var state = 11UL;
        var (x, y) = (Draw(2 * rows * depth, ref state), Draw(3 * depth * columns, ref state));

        var expected = new List<sbyte>();
        for (var batch = 0; batch < 6; batch++)
        {
            for (var cell = 0; cell < rows * columns; cell++)
            {
                var (row, column, sum) = (cell / columns, cell % columns, BigInteger.Zero);
                for (var k = 0; k < depth; k++)
                {
                    var l = x[(batch / 3 * rows * depth) + (adjX ? (k * rows) + row : (row * depth) + k)] - 3;
                    var r = y[(batch % 3 * depth * columns) + (adjY ? (column * depth) + k : (k * columns) + column)] + 7;
                    sum += l * r;
                }

                // The factor is 1/64, and the first of both roundings does nothing.
                expected.Add((sbyte)Math.Clamp(Math.Round((double)sum / 64, MidpointRounding.AwayFromZero) + 5, -128, 127));
            }
        }

        CollectionAssert.AreEqual(expected, graph.Run(x, y));
    }

    [TestMethod]
    public void Weights_of_8_bits_serve_beside_int16()
    {
        var graph = OneOperatorGraph.Of(Product, SmallTensors.Of(ElementType.Int16, 1, 0, 1, 2), SmallTensors.Of(ElementType.Int8, 1, 0, 2, 1) with { Data = new byte[] { 100, 206 } }, SmallTensors.Of(ElementType.Int16, 4, 0, 1, 1));
        CollectionAssert.AreEqual(new short[] { 12500 }, graph.Run<short>([1000, 1000]));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_constant_has_one_scale_for_each_column(bool adjY)
    {
        int[] shape = adjY ? [1, 2, 3] : [1, 3, 2];
        var right = SmallTensors.Values(ElementType.Int8, shape) with { Data = adjY ? [1, 2, 3, 4, 5, 6] : new byte[] { 1, 4, 2, 5, 3, 6 }, Quantization = new QuantizationParameters([0.5f, 0.25f], [0, 0], adjY ? 1 : 2) };
        var graph = OneOperatorGraph.Of(Product with { AdjY = adjY }, SmallTensors.Of(ElementType.Int8, 1, 0, 1, 1, 3), right, SmallTensors.Of(ElementType.Int8, 1, 10, 1, 1, 2));

        // 2·1 + 4·2 + 6·3 and 2·4 + 4·5 + 6·6, of a half and of a quarter.
        CollectionAssert.AreEqual(new sbyte[] { 24, 26 }, graph.Run<sbyte>([2, 4, 6]));
        var wide = OneOperatorGraph.Of(Product with { AdjY = adjY }, SmallTensors.Of(ElementType.Int16, 1, 0, 1, 1, 3), right, SmallTensors.Of(ElementType.Int16, 1, 0, 1, 1, 2));
        CollectionAssert.AreEqual(new short[] { 1400, 1600 }, wide.Run<short>([200, 400, 600]));
    }

    [TestMethod]
    public void Scales_that_no_column_has_to_itself_are_refused()
    {
        var right = SmallTensors.Values(ElementType.Int8, 3, 2) with { Data = new byte[6] };
        foreach (var quantization in new QuantizationParameters[] { new([1, 1, 1], [0, 0, 0], 0), new([1, 1], [0, 1], 1), new([1, 1, 1], [0, 0, 0], 1) })
        {
            OneOperatorGraph.Of(Product, SmallTensors.Of(ElementType.Int8, 1, 0, 1, 3), right with { Quantization = quantization }, SmallTensors.Of(ElementType.Int8, 1, 0, 1, 2)).AssertInvalid();
        }

        OneOperatorGraph.Of(Product, SmallTensors.Of(ElementType.Int8, 1, 0, 1, 3), right with { Data = null, Quantization = new([1, 1], [0, 0], 1) }, SmallTensors.Of(ElementType.Int8, 1, 0, 1, 2)).AssertInvalid();
    }

    [TestMethod]
    public void Matrices_without_a_common_dimension_are_refused() => OneOperatorGraph.Of(
        Product, SmallTensors.Of(ElementType.Int8, 1, 0, 2, 3), SmallTensors.Of(ElementType.Int8, 1, 0, 2, 3), SmallTensors.Of(ElementType.Int8, 1, 0, 2, 3)).AssertInvalid();

    [TestMethod]
    public void A_zero_point_beside_int16_is_refused() => OneOperatorGraph.Of(
        Product, SmallTensors.Of(ElementType.Int16, 1, 0, 1, 2), SmallTensors.Of(ElementType.Int8, 1, 1, 2, 1), SmallTensors.Of(ElementType.Int16, 1, 0, 1, 1)).AssertInvalid();

    private static Tensor Of(ElementType type, QuantizationParameters quantization, params ReadOnlySpan<int> shape) => SmallTensors.Values(type, shape) with { Quantization = quantization };

    private static sbyte[] Draw(int count, ref ulong state)
    {
        var values = new sbyte[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (sbyte)(SplitMix64.Next(ref state) >> 56);
        }

        return values;
    }
}
