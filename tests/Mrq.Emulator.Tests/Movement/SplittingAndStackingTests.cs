using Mrq.Core.Graph;
using Mrq.Core.Operators;
using static Mrq.Emulator.Tests.OneOperatorGraph;
using static Mrq.Emulator.Tests.SmallTensors;

namespace Mrq.Emulator.Tests.Movement;

/// <summary>Operators of many inputs or outputs along one axis.</summary>
[TestClass]
public sealed class SplittingAndStackingTests
{
    private static readonly byte[] OneToSix = [1, 2, 3, 4, 5, 6];

    [TestMethod]
    public void SPLIT_gives_equal_parts() =>
        CollectionAssert.AreEqual(
            new byte[] { 1, 4, 2, 5, 3, 6 },
            Of(new Split { Inputs = [], Outputs = [], NumSplits = 3 }, [Integers([], -1), Bytes(2, 3)], Bytes(2, 1), Bytes(2, 1), Bytes(2, 1)).Run(OneToSix));

    [TestMethod]
    public void SPLIT_refuses_parts_that_are_not_equal() =>
        Of(new Split { Inputs = [], Outputs = [], NumSplits = 2 }, [Integers([], 1), Bytes(2, 3)], Bytes(2, 1), Bytes(2, 2)).AssertInvalid();

    [TestMethod]
    public void SPLIT_V_gives_the_rest_where_the_size_is_minus_one() =>
        CollectionAssert.AreEqual(
            new byte[] { 1, 4, 2, 3, 5, 6 },
            Of(new SplitV { Inputs = [], Outputs = [], NumSplits = 3 }, [Bytes(2, 3), Integers(1, -1, 0), Integers([], 1)], Bytes(2, 1), Bytes(2, 2), Bytes(2, 0)).Run(OneToSix));

    [TestMethod]
    public void SPLIT_V_refuses_sizes_that_do_not_add_up() =>
        Of(new SplitV { Inputs = [], Outputs = [], NumSplits = 2 }, [Bytes(3), Integers(1, 1), Integers([], 0)], Bytes(1), Bytes(1)).AssertInvalid();

    [TestMethod]
    public void PACK_stacks_along_a_new_axis() =>
        CollectionAssert.AreEqual(
            new byte[] { 1, 7, 2, 8 },
            Of(new Pack { Inputs = [], Outputs = [], ValuesCount = 2, Axis = -1 }, [Bytes(2), Bytes(2) with { Data = new byte[] { 7, 8 } }], Bytes(2, 2)).Run<byte>(1, 2));

    [TestMethod]
    public void PACK_makes_a_list_of_scalars() =>
        CollectionAssert.AreEqual(
            new byte[] { 1, 7 },
            Of(new Pack { Inputs = [], Outputs = [], ValuesCount = 2 }, [Bytes(), Bytes() with { Data = new byte[] { 7 } }], Bytes(2)).Run<byte>(1));

    [TestMethod]
    public void UNPACK_gives_the_slices() =>
        CollectionAssert.AreEqual(
            new byte[] { 1, 4, 2, 5, 3, 6 },
            Of(new Unpack { Inputs = [], Outputs = [], Num = 3, Axis = 1 }, [Bytes(2, 3)], Bytes(2), Bytes(2), Bytes(2)).Run(OneToSix));

    [TestMethod]
    public void UNPACK_refuses_another_number_of_slices() =>
        Of(new Unpack { Inputs = [], Outputs = [], Num = 2, Axis = 1 }, [Bytes(2, 3)], Bytes(2), Bytes(2)).AssertInvalid();

    [TestMethod]
    public void CONCATENATION_counts_a_negative_axis_from_the_end() =>
        CollectionAssert.AreEqual(
            new int[] { 1, 2, 9, 3, 4, 8 },
            Of(new Concatenation { Inputs = [], Outputs = [], Axis = -1 }, [Values(ElementType.Int32, 2, 2), Integers([2, 1], 9, 8)], Values(ElementType.Int32, 2, 3)).Run(1, 2, 3, 4));

    [TestMethod]
    public void CONCATENATION_of_uint8_brings_inputs_to_the_outputs_scale() =>
        CollectionAssert.AreEqual(
            new byte[] { 9, 10, 11, 13, 137 },
            Of(new Concatenation { Inputs = [], Outputs = [] }, [SmallTensors.Of(ElementType.UInt8, 0.5f, 2, 5)], SmallTensors.Of(ElementType.UInt8, 1, 10, 5)).Run<byte>(0, 2, 3, 7, 255));

    [TestMethod]
    public void CONCATENATION_refuses_int8_of_another_scale_and_fused_activations()
    {
        var (input, output) = (SmallTensors.Of(ElementType.Int8, 1, 0, 2), SmallTensors.Of(ElementType.Int8, 2, 0, 2));
        Of(new Concatenation { Inputs = [], Outputs = [] }, [input], output).AssertInvalid();
        Of(new Concatenation { Inputs = [], Outputs = [], FusedActivationFunction = ActivationFunctionType.Relu }, [input], input).AssertInvalid();
    }
}
