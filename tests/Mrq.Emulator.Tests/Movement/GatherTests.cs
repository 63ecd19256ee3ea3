using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using static Mrq.Emulator.Tests.OneOperatorGraph;
using static Mrq.Emulator.Tests.SmallTensors;

namespace Mrq.Emulator.Tests.Movement;

[TestClass]
public sealed class GatherTests
{
    private static readonly Gather Plain = new() { Inputs = [], Outputs = [] };

    [TestMethod]
    public void Indices_name_slices_of_the_axis() =>
        CollectionAssert.AreEqual(
            new byte[] { 3, 1, 3, 6, 4, 6 },
            Of(Plain with { Axis = -1 }, [Bytes(2, 3), Integers(2, 0, 2)], Bytes(2, 3)).Run<byte>(1, 2, 3, 4, 5, 6));

    [TestMethod]
    public void A_scalar_index_drops_the_axis() =>
        CollectionAssert.AreEqual(new byte[] { 4, 5, 6 }, Of(Plain, [Bytes(2, 3), Integers([], 1)], Bytes(3)).Run<byte>(1, 2, 3, 4, 5, 6));

    [TestMethod]
    public void Each_batch_has_its_own_indices() =>
        CollectionAssert.AreEqual(
            new byte[] { 3, 4 },
            Of(Plain with { Axis = 1, BatchDims = 1 }, [Bytes(2, 3), Integers([2, 1], 2, 0)], Bytes(2, 1)).Run<byte>(1, 2, 3, 4, 5, 6));

    [TestMethod]
    public void A_constant_index_outside_the_axis_is_refused() => Of(Plain, [Bytes(3), Integers(3)], Bytes(1)).AssertInvalid();

    [TestMethod]
    public void A_computed_index_outside_the_axis_ends_the_run()
    {
        var graph = Of(Plain, [Bytes(2) with { Data = new byte[] { 1, 2 } }, Values(ElementType.Int32, 1)], Bytes(1));

        Assert.AreEqual(2, graph.RunBytes(MemoryMarshal.AsBytes<int>([1]), Arithmetic.TFLite)[0]);
        Assert.AreEqual(MrqCodes.InvalidOperator, Assert.ThrowsExactly<MrqException>(() => graph.RunBytes(MemoryMarshal.AsBytes<int>([-1]), Arithmetic.TFLite)).Code);
    }
}
