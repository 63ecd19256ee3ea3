using Mrq.Core.Graph;
using Mrq.Core.Operators;
using static Mrq.Emulator.Tests.OneOperatorGraph;
using static Mrq.Emulator.Tests.SmallTensors;

namespace Mrq.Emulator.Tests.Movement;

/// <summary>Blocks of pixels to channels or batches and back.</summary>
[TestClass]
public sealed class SpaceAndBatchTests
{
    private static readonly byte[] Image = [.. Enumerable.Range(1, 16).Select(value => (byte)value)];

    [TestMethod]
    public void A_block_becomes_the_channels_of_a_pixel_and_back()
    {
        byte[] depth = [1, 2, 5, 6, 3, 4, 7, 8, 9, 10, 13, 14, 11, 12, 15, 16];

        CollectionAssert.AreEqual(depth, Of(new SpaceToDepth { Inputs = [], Outputs = [], BlockSize = 2 }, [Bytes(1, 4, 4, 1)], Bytes(1, 2, 2, 4)).Run(Image));
        CollectionAssert.AreEqual(Image, Of(new DepthToSpace { Inputs = [], Outputs = [], BlockSize = 2 }, [Bytes(1, 2, 2, 4)], Bytes(1, 4, 4, 1)).Run(depth));
    }

    [TestMethod]
    public void Positions_within_blocks_become_batches_and_back()
    {
        byte[] batches = [1, 3, 9, 11, 2, 4, 10, 12, 5, 7, 13, 15, 6, 8, 14, 16];

        CollectionAssert.AreEqual(batches, Of(new SpaceToBatchND { Inputs = [], Outputs = [] }, [Bytes(1, 4, 4, 1), Integers(2, 2), Integers([2, 2], 0, 0, 0, 0)], Bytes(4, 2, 2, 1)).Run(Image));
        CollectionAssert.AreEqual(Image, Of(new BatchToSpaceND { Inputs = [], Outputs = [] }, [Bytes(4, 2, 2, 1), Integers(2, 2), Integers([2, 2], 0, 0, 0, 0)], Bytes(1, 4, 4, 1)).Run(batches));
    }

    [TestMethod]
    public void Batches_stay_together_within_each_position()
    {
        // Two batches of three pixels; padding before makes them (z 1)(2 3) and (z 4)(5 6).
        var graph = Of(
            new SpaceToBatchND { Inputs = [], Outputs = [] },
            [SmallTensors.Of(ElementType.UInt8, 1, 9, 2, 3, 1), Integers(2), Integers([1, 2], 1, 0)],
            SmallTensors.Of(ElementType.UInt8, 1, 9, 4, 2, 1));

        CollectionAssert.AreEqual(new byte[] { 9, 2, 9, 5, 1, 3, 4, 6 }, graph.Run<byte>(1, 2, 3, 4, 5, 6));
    }

    [TestMethod]
    public void Crops_cut_the_image() =>
        CollectionAssert.AreEqual(
            new byte[] { 1, 2, 3, 4, 5, 6 },
            Of(new BatchToSpaceND { Inputs = [], Outputs = [] }, [Bytes(4, 2, 1), Integers(2), Integers([1, 2], 1, 0)], Bytes(2, 3, 1)).Run<byte>(9, 2, 9, 5, 1, 3, 4, 6));

    [TestMethod]
    public void Blocks_that_do_not_fit_are_refused()
    {
        Of(new SpaceToDepth { Inputs = [], Outputs = [], BlockSize = 3 }, [Bytes(1, 4, 4, 1)], Bytes(1, 1, 1, 9)).AssertInvalid();
        Of(new DepthToSpace { Inputs = [], Outputs = [], BlockSize = 0 }, [Bytes(1, 2, 2, 4)], Bytes(1, 2, 2, 4)).AssertInvalid();
        Of(new SpaceToBatchND { Inputs = [], Outputs = [] }, [Bytes(1, 3, 1), Integers(2), Integers([1, 2], 0, 0)], Bytes(2, 1, 1)).AssertInvalid();
        Of(new BatchToSpaceND { Inputs = [], Outputs = [] }, [Bytes(3, 2, 1), Integers(2), Integers([1, 2], 0, 0)], Bytes(1, 4, 1)).AssertInvalid();
    }
}
