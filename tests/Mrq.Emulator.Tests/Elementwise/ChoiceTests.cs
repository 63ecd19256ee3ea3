using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using static Mrq.Emulator.Tests.RealOperator;

namespace Mrq.Emulator.Tests.Elementwise;

/// <summary>Comparisons and what is made of them: values of tflite-micro's <c>comparisons_test.cc</c>, <c>logical_test.cc</c> and <c>select_test.cc</c>.</summary>
[TestClass]
public sealed class ChoiceTests
{
    [TestMethod]
    public void Comparisons_of_int8_give_the_values_of_tflite_micros_test()
    {
        int[] shape = [1, 2, 2, 1];
        var (left, right) = (SmallTensors.Of(ElementType.Int8, 0.5f, -5, shape), SmallTensors.Of(ElementType.Int8, 0.25f, 5, shape));
        double[] Of(Operator step, double[] y) => Run(step, SmallTensors.Values(ElementType.Bool, shape), (left, [1, -9, 7, 3]), (right, y));
        AssertNear([0, 0, 1, 0], Of(new Equal { Inputs = [], Outputs = [] }, [-1, 2, 7, 5]), 0);
        AssertNear([0, 1, 0, 1], Of(new NotEqual { Inputs = [], Outputs = [] }, [1, 2, 7, 5]), 0);
        AssertNear([0, 1, 0, 1], Of(new Less { Inputs = [], Outputs = [] }, [1, 2, 7, 5]), 0);
        AssertNear([1, 0, 1, 0], Of(new GreaterEqual { Inputs = [], Outputs = [] }, [1, 2, 7, 5]), 0);
    }

    [TestMethod]
    [DataRow(ElementType.UInt8)]
    [DataRow(ElementType.Int8)]
    [DataRow(ElementType.Int16)]
    public void Comparisons_broadcast(ElementType type)
    {
        var zeroPoint = type == ElementType.Int8 ? -9 : type == ElementType.UInt8 ? 150 : 0;
        var (left, right) = (SmallTensors.Of(type, 0.5f, zeroPoint, 3, 2), SmallTensors.Of(type, 0.5f, zeroPoint, 1));
        double[] Of(Operator step) => Run(step, SmallTensors.Values(ElementType.Bool, 3, 2), (left, [20, -2, -51, 8, 11, 20]), (right, [8]));
        AssertNear([1, 0, 0, 0, 1, 1], Of(new Greater { Inputs = [], Outputs = [] }), 0);
        AssertNear([1, 0, 0, 1, 1, 1], Of(new GreaterEqual { Inputs = [], Outputs = [] }), 0);
        AssertNear([0, 1, 1, 1, 0, 0], Of(new LessEqual { Inputs = [], Outputs = [] }), 0);
        AssertNear([1, 1, 1, 0, 1, 1], Of(new NotEqual { Inputs = [], Outputs = [] }), 0);
    }

    /// <summary>TFLite compares in steps of 1/256: of smaller numbers it sees no difference.</summary>
    [TestMethod]
    public void Numbers_below_a_512th_are_equal()
    {
        var tensor = SmallTensors.Of(ElementType.Int8, 0.001f, 0, 3);
        AssertNear([0, 0, 1], Run(new Less { Inputs = [], Outputs = [] }, SmallTensors.Values(ElementType.Bool, 3), (tensor, [0, 0, 0]), (tensor, [0, 0.001, 0.002])), 0);
    }

    [TestMethod]
    public void Plain_numbers_are_compared_as_they_are()
    {
        var (plain, truth) = (SmallTensors.Values(ElementType.Float32, 3), SmallTensors.Values(ElementType.Bool, 3));
        CollectionAssert.AreEqual(new byte[] { 0, 1, 1 }, OneOperatorGraph.Of(new NotEqual { Inputs = [], Outputs = [] }, plain, plain, truth).Run<float, byte>(Arithmetic.TFLite, [1, 2, float.NaN], [1, 3, float.NaN]));
        CollectionAssert.AreEqual(new byte[] { 1, 0, 0 }, OneOperatorGraph.Of(new LessEqual { Inputs = [], Outputs = [] }, plain, plain, truth).Run<float, byte>(Arithmetic.TFLite, [1, 4, float.NaN], [1, 3, float.NaN]));
        CollectionAssert.AreEqual(new byte[] { 1, 0, 0 }, OneOperatorGraph.Of(new Equal { Inputs = [], Outputs = [] }, truth, truth, truth).Run<byte>([1, 0, 1], [1, 1, 0]));
    }

    [TestMethod]
    public void Logic_is_logic()
    {
        var truth = SmallTensors.Values(ElementType.Bool, 4);
        CollectionAssert.AreEqual(new byte[] { 1, 0, 0, 0 }, OneOperatorGraph.Of(new LogicalAnd { Inputs = [], Outputs = [] }, truth, truth, truth).Run<byte>([1, 0, 0, 1], [1, 0, 1, 0]));
        CollectionAssert.AreEqual(new byte[] { 1, 0, 1, 1 }, OneOperatorGraph.Of(new LogicalOr { Inputs = [], Outputs = [] }, truth, truth, truth).Run<byte>([1, 0, 0, 1], [1, 0, 1, 0]));
        CollectionAssert.AreEqual(new byte[] { 0, 1, 1, 0 }, OneOperatorGraph.Of(new LogicalNot { Inputs = [], Outputs = [] }, truth, truth).Run<byte>([1, 0, 0, 1]));
    }

    [TestMethod]
    public void SELECT_chooses_elements_slices_or_all()
    {
        var step = new Select { Inputs = [], Outputs = [] };
        CollectionAssert.AreEqual(new[] { 1, 6, 3, 8 }, Chosen(step, [2, 2], [1, 0, 1, 0], [2, 2], [2, 2], [2, 2]));
        CollectionAssert.AreEqual(new[] { 1, 2, 7, 8 }, Chosen(step, [2], [1, 0], [2, 2], [2, 2], [2, 2]));
        CollectionAssert.AreEqual(new[] { 5, 6, 7, 8 }, Chosen(step, [], [0], [2, 2], [2, 2], [2, 2]));
    }

    [TestMethod]
    public void SELECT_V2_broadcasts_all_three()
    {
        var step = new SelectV2 { Inputs = [], Outputs = [] };
        CollectionAssert.AreEqual(new[] { 1, 5, 2, 5 }, Chosen(step, [2], [1, 0], [2, 1], [1], [2, 2]));
        CollectionAssert.AreEqual(new[] { 1, 2, 5, 5 }, Chosen(step, [2, 1, 1], [1, 0], [1, 2], [1], [2, 1, 2]));
        CollectionAssert.AreEqual(new[] { 1, 6, 3, 8 }, Chosen(step, [1, 1, 1, 1, 4], [1, 0, 1, 0], [4], [1, 4], [1, 1, 1, 1, 4]));
    }

    [TestMethod]
    public void SELECT_among_different_scales_is_refused() => OneOperatorGraph.Of(
        new SelectV2 { Inputs = [], Outputs = [] },
        SmallTensors.Values(ElementType.Bool, 1), SmallTensors.Of(ElementType.Int8, 1, 0, 1), SmallTensors.Of(ElementType.Int8, 2, 0, 1), SmallTensors.Of(ElementType.Int8, 1, 0, 1)).AssertInvalid();

    /// <summary>Numbers from 1 on the left, from 5 on the right.</summary>
    private static int[] Chosen(Operator step, int[] conditionShape, byte[] condition, int[] left, int[] right, int[] output)
    {
        Tensor Numbers(int[] shape, int first)
        {
            var tensor = SmallTensors.Values(ElementType.Int32, shape);
            return tensor with { Data = MemoryMarshal.AsBytes<int>(Enumerable.Range(first, (int)tensor.Shape.ElementCount).ToArray()).ToArray() };
        }

        return OneOperatorGraph.Of(step, SmallTensors.Values(ElementType.Bool, conditionShape), Numbers(left, 1), Numbers(right, 5), SmallTensors.Values(ElementType.Int32, output))
            .Run<byte, int>(Arithmetic.TFLite, condition);
    }
}
