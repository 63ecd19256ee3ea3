using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Pooling;

[TestClass]
public sealed class ReductionTests
{
    private static readonly Mean AMean = new() { Inputs = [], Outputs = [] };
    private static readonly Sum ASum = new() { Inputs = [], Outputs = [] };
    private static readonly L2Normalization AnL2Normalization = new() { Inputs = [], Outputs = [] };

    [TestMethod]
    public void MEAN_takes_axes_in_any_order_and_twice()
    {
        var graph = OneOperatorGraph.Of(AMean, SmallTensors.Of(ElementType.Int16, 1, 0, 2, 2, 2, 2), SmallTensors.Integers(-2, 1, 2), SmallTensors.Of(ElementType.Int16, 1, 0, 2, 2));
        CollectionAssert.AreEqual(
            new short[] { 4, 40, 8, -80 },
            graph.Run<short>([1, 10, 3, 30, 5, 50, 7, 70, 2, -20, 6, -60, 10, -100, 14, -140]));
    }

    /// <summary>The values of TFLite's <c>reduce_test.cc</c>.</summary>
    [TestMethod]
    public void SUM_of_int16_is_brought_to_another_scale()
    {
        var output = RealOperator.Tensor(ElementType.Int16, -2, 2, 1, 2);
        var sums = RealOperator.Run(ASum, output, (RealOperator.Tensor(ElementType.Int16, -1, 1, 1, 3, 2), [0.4, 0.2, 0.3, 0.4, 0.5, 0.3]), (SmallTensors.Integers(1), []));

        RealOperator.AssertNear([1.2, 0.9], sums, 2.0 / short.MaxValue);
    }

    [TestMethod]
    public void The_ties_of_MEAN_go_up()
    {
        var graph = OneOperatorGraph.Of(AMean with { KeepDims = true }, SmallTensors.Of(ElementType.Int8, 1, 0, 3, 2), SmallTensors.Integers(1), SmallTensors.Of(ElementType.Int8, 1, 0, 3, 1));
        CollectionAssert.AreEqual(new sbyte[] { 2, -1, 127 }, graph.Run<sbyte>([1, 2, -1, -2, 127, 127]));
    }

    [TestMethod]
    public void The_reciprocal_of_the_count_is_truncated()
    {
        // A half is a tie that goes up; 3 · ⌊2³¹ / 3⌋ / 2³² lies just below it.
        var graph = OneOperatorGraph.Of(AMean, SmallTensors.Of(ElementType.Int16, 0.5f, 0, 3), SmallTensors.Integers(0), SmallTensors.Of(ElementType.Int16, 1, 0));
        CollectionAssert.AreEqual(new short[] { 0 }, graph.Run<short, short>(Arithmetic.TFLiteSingleRounding, [1, 1, 1]));
    }

    [TestMethod]
    public void MEAN_saturates_at_both_ends()
    {
        var graph = OneOperatorGraph.Of(AMean, SmallTensors.Of(ElementType.UInt8, 1, 128, 2, 3), SmallTensors.Integers(1), SmallTensors.Of(ElementType.UInt8, 0.25f, 10, 2));
        CollectionAssert.AreEqual(new byte[] { 0, 255 }, graph.Run<byte>([0, 0, 0, 255, 255, 255]));
    }

    [TestMethod]
    public void MEAN_over_no_axis_requantizes()
    {
        var graph = OneOperatorGraph.Of(AMean, SmallTensors.Of(ElementType.Int8, 1, 1, 2), SmallTensors.Integers(), SmallTensors.Of(ElementType.Int8, 0.5f, -1, 2));
        CollectionAssert.AreEqual(new sbyte[] { 3, -5 }, graph.Run<sbyte>([3, -1]));
    }

    [TestMethod]
    public void The_mean_of_a_scalar_is_the_scalar()
    {
        var scalar = SmallTensors.Of(ElementType.Int8, 1, 0);
        CollectionAssert.AreEqual(new sbyte[] { 5 }, OneOperatorGraph.Of(AMean, scalar, SmallTensors.Integers(0), scalar).Run<sbyte>([5]));
    }

    [TestMethod]
    public void The_mean_of_nothing_is_the_number_zero()
    {
        var graph = OneOperatorGraph.Of(AMean, SmallTensors.Of(ElementType.Int8, 1, 5, 2, 0), SmallTensors.Integers(1), SmallTensors.Of(ElementType.Int8, 1, 5, 2));
        CollectionAssert.AreEqual(new sbyte[] { 0, 0 }, graph.Run(Array.Empty<sbyte>()));
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(-3)]
    [DataRow(int.MinValue)]
    public void An_axis_that_the_input_lacks_is_refused(int axis) =>
        OneOperatorGraph.Of(AMean, SmallTensors.Of(ElementType.Int8, 1, 0, 2, 2), SmallTensors.Integers(axis), SmallTensors.Of(ElementType.Int8, 1, 0, 2)).AssertInvalid();

    [TestMethod]
    public void An_output_of_another_size_is_refused() =>
        OneOperatorGraph.Of(AMean, SmallTensors.Of(ElementType.Int8, 1, 0, 2, 2), SmallTensors.Integers(0), SmallTensors.Of(ElementType.Int8, 1, 0, 3)).AssertInvalid();

    [TestMethod]
    public void Computed_axes_are_refused() =>
        OneOperatorGraph.Of(AMean, SmallTensors.Of(ElementType.Int8, 1, 0, 2), SmallTensors.Integers(0) with { Data = null }, SmallTensors.Of(ElementType.Int8, 1, 0)).AssertInvalid();

    [TestMethod]
    public void SUM_adds_up_without_zero_points()
    {
        var graph = OneOperatorGraph.Of(ASum, SmallTensors.Of(ElementType.UInt8, 1, 10, 2, 2), SmallTensors.Integers(0), SmallTensors.Of(ElementType.UInt8, 2, 100, 2));
        CollectionAssert.AreEqual(new byte[] { 111, 255 }, graph.Run<byte>([20, 255, 21, 255]));
    }

    [TestMethod]
    public void L2_NORMALIZATION_divides_each_row_by_its_length()
    {
        var signed = OneOperatorGraph.Of(AnL2Normalization, SmallTensors.Of(ElementType.Int8, 0.1f, -1, 3, 2), SmallTensors.Of(ElementType.Int8, 1 / 128f, 0, 3, 2));
        CollectionAssert.AreEqual(new sbyte[] { 77, 102, 0, 0, -128, 0 }, signed.Run<sbyte>([2, 3, -1, -1, -128, -1]));

        var unsigned = OneOperatorGraph.Of(AnL2Normalization, SmallTensors.Of(ElementType.UInt8, 0.1f, 100, 3, 2), SmallTensors.Of(ElementType.UInt8, 1 / 128f, 128, 3, 2));
        CollectionAssert.AreEqual(new byte[] { 205, 230, 128, 128, 0, 128 }, unsigned.Run<byte>([103, 104, 100, 100, 0, 100]));
    }

    [TestMethod]
    [DataRow(1 / 127f, 0)]
    [DataRow(1 / 128f, 1)]
    public void L2_NORMALIZATION_refuses_another_output_than_that_of_its_range(float scale, int zeroPoint) =>
        OneOperatorGraph.Of(AnL2Normalization, SmallTensors.Of(ElementType.Int8, 1, 0, 2), SmallTensors.Of(ElementType.Int8, scale, zeroPoint, 2)).AssertInvalid();

    [TestMethod]
    public void L2_NORMALIZATION_refuses_a_fused_activation() => OneOperatorGraph.Of(
        AnL2Normalization with { FusedActivationFunction = ActivationFunctionType.Relu }, SmallTensors.Of(ElementType.Int8, 1, 0, 2), SmallTensors.Of(ElementType.Int8, 1 / 128f, 0, 2)).AssertInvalid();
}
