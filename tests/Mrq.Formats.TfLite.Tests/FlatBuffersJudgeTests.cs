using Mrq.Testing;

namespace Mrq.Formats.TfLite.Tests;

/// <summary>The judge of written files refuses files that are none.</summary>
[TestClass]
public sealed class FlatBuffersJudgeTests
{
    [TestMethod]
    public void A_file_that_ends_early_or_whose_root_leads_nowhere_is_refused()
    {
        FlatBuffersJudge.Require(SmallModel.Bytes);
        byte[] elsewhere = [.. SmallModel.Bytes];
        elsewhere[0] += 2;

        Assert.ThrowsExactly<AssertFailedException>(() => FlatBuffersJudge.Require(elsewhere));
        Assert.ThrowsExactly<AssertFailedException>(() => FlatBuffersJudge.Require(SmallModel.Bytes[..(SmallModel.Bytes.Length / 2)]));
    }

    [TestMethod]
    public void An_offset_of_any_kind_that_is_moved_is_seen_more_often_than_not()
    {
        // Numbers of the model itself may be any; of 4 bytes that lead somewhere none may.
        var refused = 0;
        for (var at = 0; at < SmallModel.Bytes.Length; at += sizeof(uint))
        {
            byte[] moved = [.. SmallModel.Bytes];
            moved[at + 3] = 0x7F;
            try
            {
                FlatBuffersJudge.Require(moved);
            }
            catch (AssertFailedException)
            {
                refused++;
            }
        }

        Assert.IsGreaterThan(SmallModel.Bytes.Length / sizeof(uint) / 3, refused);
    }
}
