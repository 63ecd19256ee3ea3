using Mrq.Synthetic;

namespace Mrq.Tests;

/// <summary>Smoothing by 1 2 1 along both sides.</summary>
[TestClass]
public sealed class BinomialFilterTests
{
    [TestMethod]
    public void A_point_spreads_over_its_neighbours_by_the_binomial_weights() =>
        CollectionAssert.AreEqual(new byte[] { 10, 20, 10, 20, 40, 20, 10, 20, 10 }, Smooth([0, 0, 0, 0, 160, 0, 0, 0, 0], 3, 3));

    [TestMethod]
    public void The_border_repeats_its_last_pixel() =>
        CollectionAssert.AreEqual(new byte[] { 120, 40, 0 }, Smooth([160, 0, 0], 1, 3));

    [TestMethod]
    public void Half_a_level_is_rounded_up() => CollectionAssert.AreEqual(new byte[] { 1, 2 }, Smooth([0, 2], 1, 2));

    [TestMethod]
    public void Channels_do_not_mix() =>
        CollectionAssert.AreEqual(new byte[] { 120, 0, 40, 0, 0, 0 }, Smooth([160, 0, 0, 0, 0, 0], 1, 3, channels: 2));

    [TestMethod]
    public void Signed_levels_are_smoothed_alike()
    {
        byte[] image = [0, 37, 255, 128, 64, 200];

        var signed = Smooth([.. image.Select(level => unchecked((byte)(level - 128)))], 2, 3, offset: -128);

        CollectionAssert.AreEqual(Smooth(image, 2, 3), signed.Select(level => unchecked((byte)(level + 128))).ToArray());
    }

    private static byte[] Smooth(byte[] image, int height, int width, int channels = 1, int offset = 0)
    {
        byte[] smoothed = [.. image];
        BinomialFilter.Smooth(smoothed, height, width, channels, offset);
        return smoothed;
    }
}
