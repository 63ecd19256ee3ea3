using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Elementwise;

/// <summary>Operators on numbers without scales: values of LiteRT's unit tests, and C's arithmetic at the ends of the types.</summary>
[TestClass]
public sealed class PlainNumberTests
{
    [TestMethod]
    public void Shapes_are_added_and_multiplied_as_integers_that_wrap()
    {
        CollectionAssert.AreEqual(new[] { int.MinValue, 3 }, Int32(new Add { Inputs = [], Outputs = [] }, [int.MaxValue, 1], [1, 2]));
        CollectionAssert.AreEqual(new[] { int.MaxValue, -1 }, Int32(new Sub { Inputs = [], Outputs = [] }, [int.MinValue, 1], [1, 2]));
        CollectionAssert.AreEqual(new[] { 0, 6 }, Int32(new Mul { Inputs = [], Outputs = [], FusedActivationFunction = ActivationFunctionType.Relu6 }, [-4, 4], [3, 3]));
        var wide = SmallTensors.Values(ElementType.Int64, 2);
        CollectionAssert.AreEqual(new[] { 1L << 40, 6 }, OneOperatorGraph.Of(new Mul { Inputs = [], Outputs = [] }, wide, wide, wide).Run<long>([1L << 20, 2], [1L << 20, 3]));
    }

    [TestMethod]
    public void DIV_FLOOR_DIV_and_FLOOR_MOD_give_the_values_of_LiteRTs_tests()
    {
        CollectionAssert.AreEqual(new[] { 0, -1, 5, 1 }, Int32(new Div { Inputs = [], Outputs = [] }, [-2, 2, -15, 8], [5, -2, -3, 5]));
        CollectionAssert.AreEqual(new[] { 5, -5, -6, 0 }, Int32(new FloorDiv { Inputs = [], Outputs = [] }, [10, -9, -11, 7], [2, 2, 2, 8]));
        CollectionAssert.AreEqual(new[] { 0, -2, -1, 5, -1 }, Int32(new FloorMod { Inputs = [], Outputs = [] }, [10, -8, -11, 5, -7], [-2, -3, -2, 10, -2]));
        CollectionAssert.AreEqual(new[] { int.MinValue, 0 }, Int32(new Div { Inputs = [], Outputs = [] }, [int.MinValue, 0], [-1, -1]));
        CollectionAssert.AreEqual(new[] { 0, 0 }, Int32(new FloorMod { Inputs = [], Outputs = [] }, [int.MinValue, 0], [-1, -1]));
        Assert.AreEqual(MrqCodes.InvalidOperator, Assert.ThrowsExactly<MrqException>(() => Int32(new FloorDiv { Inputs = [], Outputs = [] }, [1], [0])).Code);
    }

    [TestMethod]
    public void POW_gives_the_values_of_LiteRTs_test()
    {
        CollectionAssert.AreEqual(new[] { 12, 4, 343, 8 }, Int32(new Pow { Inputs = [], Outputs = [] }, [12, 2, 7, 8], [1, 2, 3, 1]));
        CollectionAssert.AreEqual(new[] { 1, 0, -1, int.MinValue, 1 << 30 }, Int32(new Pow { Inputs = [], Outputs = [] }, [0, 0, -1, 10, 2], [0, 5, int.MaxValue, 10, 30]));
        Assert.AreEqual(MrqCodes.InvalidOperator, Assert.ThrowsExactly<MrqException>(() => Int32(new Pow { Inputs = [], Outputs = [] }, [1], [-1])).Code);
    }

    [TestMethod]
    public void ADD_N_adds_all_of_them()
    {
        var tensor = SmallTensors.Values(ElementType.Int32, 2);
        var graph = OneOperatorGraph.Of(new AddN { Inputs = [], Outputs = [] }, [tensor, tensor, tensor], tensor);
        CollectionAssert.AreEqual(new[] { 111, int.MinValue }, graph.Run<int>([1, int.MaxValue], [10, 1], [100, 0]));
    }

    [TestMethod]
    public void SQUARED_DIFFERENCE_of_integers_gives_the_values_of_tflite_micros_test() =>
        CollectionAssert.AreEqual(new[] { 49, 16, 144, 9 }, Int32(new SquaredDifference { Inputs = [], Outputs = [] }, [-2, 2, -15, 8], [5, -2, -3, 5]));

    [TestMethod]
    public void CAST_keeps_low_bits_of_integers_and_saturates_real_numbers()
    {
        CollectionAssert.AreEqual(new sbyte[] { -1, -128, 44 }, Cast<int, sbyte>(ElementType.Int32, ElementType.Int8, [-1, 128, 300]));
        CollectionAssert.AreEqual(new[] { 2, -2, int.MaxValue, int.MinValue, int.MaxValue }, Cast<float, int>(ElementType.Float32, ElementType.Int32, [2.9f, -2.9f, 1e20f, -1e20f, float.NaN]));
        CollectionAssert.AreEqual(new byte[] { 0, 255, 255, 7 }, Cast<float, byte>(ElementType.Float32, ElementType.UInt8, [-3, 300, float.NaN, 7.99f]));
        CollectionAssert.AreEqual(new[] { 255f, 0 }, Cast<byte, float>(ElementType.UInt8, ElementType.Float32, [255, 0]));
        CollectionAssert.AreEqual(new byte[] { 1, 0, 1 }, Cast<long, byte>(ElementType.Int64, ElementType.Bool, [256, 0, -1]));
        CollectionAssert.AreEqual(new long[] { 1, 0 }, Cast<byte, long>(ElementType.Bool, ElementType.Int64, [1, 0]));
        CollectionAssert.AreEqual(new byte[] { 0, 1, 1 }, Cast<float, byte>(ElementType.Float32, ElementType.Bool, [0, 0.5f, float.NaN]));
    }

    [TestMethod]
    public void Every_pair_of_types_can_be_cast()
    {
        foreach (var entry in EmulatorCoverage.All.Where(entry => entry.Operator == "CAST"))
        {
            var (input, output) = (SmallTensors.Values(entry.Inputs[0], 3), SmallTensors.Values(entry.Output!.Value, 3));
            var bytes = OneOperatorGraph.Of(new Cast { Inputs = [], Outputs = [] }, input, output).RunBytes(new byte[3 * entry.Inputs[0].BitWidth() / 8], Arithmetic.TFLite);
            Assert.IsTrue(bytes.All(value => value == 0), $"{entry.Inputs[0]} to {entry.Output}");
        }
    }

    private static int[] Int32(Operator step, int[] left, int[] right)
    {
        var tensor = SmallTensors.Values(ElementType.Int32, left.Length);
        return OneOperatorGraph.Of(step, tensor, tensor, tensor).Run(left, right);
    }

    private static TOut[] Cast<TIn, TOut>(ElementType input, ElementType output, TIn[] values)
        where TIn : unmanaged
        where TOut : unmanaged =>
        MemoryMarshal.Cast<byte, TOut>(OneOperatorGraph.Of(new Cast { Inputs = [], Outputs = [] }, SmallTensors.Values(input, values.Length), SmallTensors.Values(output, values.Length))
            .RunBytes(MemoryMarshal.AsBytes(values.AsSpan()), Arithmetic.TFLite)).ToArray();
}
