using Mrq.Core.Graph;
using Mrq.Core.Operators;
using static Mrq.Emulator.Tests.OneOperatorGraph;
using static Mrq.Emulator.Tests.SmallTensors;

namespace Mrq.Emulator.Tests;

[TestClass]
public sealed class ComparisonTests
{
    private static readonly byte[] TwoRows = [3, 7, 7, 2, 9, 2];

    [TestMethod]
    public void Of_equal_extremes_the_first_counts()
    {
        var max = Of(new ArgMax { Inputs = [], Outputs = [] }, [Bytes(2, 3), Integers([], -1)], Values(ElementType.Int32, 2));
        var min = Of(new ArgMin { Inputs = [], Outputs = [] }, [Bytes(2, 3), Integers([], 1)], Values(ElementType.Int64, 2));

        CollectionAssert.AreEqual(new byte[] { 1, 0, 0, 0, 1, 0, 0, 0 }, max.Run(TwoRows));
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, min.Run(TwoRows));
    }

    [TestMethod]
    public void An_extreme_along_the_first_axis_compares_rows() =>
        CollectionAssert.AreEqual(
            new byte[] { 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 },
            Of(new ArgMax { Inputs = [], Outputs = [] }, [Bytes(2, 3), Integers([], 0)], Values(ElementType.Int32, 3)).Run(TwoRows));

    [TestMethod]
    public void An_extreme_of_nothing_is_refused() =>
        Of(new ArgMax { Inputs = [], Outputs = [] }, [Bytes(2, 0), Integers([], 1)], Values(ElementType.Int32, 2)).AssertInvalid();

    [TestMethod]
    public void Maximum_and_minimum_broadcast()
    {
        var bounds = SmallTensors.Of(ElementType.Int8, 1, 0, 2) with { Data = new byte[] { 0, 0xFE } };
        var values = SmallTensors.Of(ElementType.Int8, 1, 0, 2, 2);

        CollectionAssert.AreEqual(new sbyte[] { 0, 3, 5, -2 }, Of(new Maximum { Inputs = [], Outputs = [] }, [values, bounds], values).Run<sbyte>(-1, 3, 5, -7));
        CollectionAssert.AreEqual(new sbyte[] { -1, -2, 0, -7 }, Of(new Minimum { Inputs = [], Outputs = [] }, [values, bounds], values).Run<sbyte>(-1, 3, 5, -7));
    }

    [TestMethod]
    public void Values_of_different_scales_are_not_compared() =>
        Of(new Maximum { Inputs = [], Outputs = [] }, [SmallTensors.Of(ElementType.Int8, 1, 0, 2), SmallTensors.Of(ElementType.Int8, 2, 0, 2)], SmallTensors.Of(ElementType.Int8, 1, 0, 2)).AssertInvalid();

    [TestMethod]
    public void A_shape_is_known_beforehand() =>
        CollectionAssert.AreEqual(
            new byte[] { 2, 0, 0, 0, 3, 0, 0, 0 },
            Of(new Shape { Inputs = [], Outputs = [], OutType = ElementType.Int32 }, [Bytes(2, 3)], Values(ElementType.Int32, 2)).Run(TwoRows));
}
