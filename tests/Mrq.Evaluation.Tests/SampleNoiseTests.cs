namespace Mrq.Evaluation.Tests;

/// <summary>Two conversions on the same samples.</summary>
[TestClass]
public sealed class SampleNoiseTests
{
    [TestMethod]
    public void What_halves_the_noise_of_each_sample_gains_3_dB_without_a_doubt()
    {
        var (before, after) = (Of([1, 4, 2, 9]), Of([0.5, 2, 1, 4.5]));

        Assert.AreEqual(3.0103, after.Over(before).Decibels, 1e-4);
        Assert.AreEqual(0, after.Over(before).StandardError, 1e-12);
        Assert.IsTrue(after.Over(before).IsReal);
        Assert.IsFalse(before.Over(after).IsReal);
    }

    [TestMethod]
    public void What_one_sample_alone_says_is_told_from_chance_by_nobody()
    {
        var gain = Of([1, 1, 1, 0.1, 1, 1]).Over(Of([1, 1, 1, 6, 1, 1]));

        Assert.IsGreaterThan(3, gain.Decibels);
        Assert.IsFalse(gain.IsReal);
    }

    /// <summary>The error by the first-order change is that by leaving out one sample after the other, of many samples.</summary>
    [TestMethod]
    public void The_standard_error_is_the_jackknifes()
    {
        var random = new Random(5);
        var (before, after) = (Enumerable.Range(0, 200).Select(_ => 1 + random.NextDouble()).ToArray(), Enumerable.Range(0, 200).Select(_ => 1 + (2 * random.NextDouble())).ToArray());
        var gains = Enumerable.Range(0, 200).Select(left => Of(Without(after, left)).Over(Of(Without(before, left))).Decibels).ToList();

        var expected = Math.Sqrt(199.0 / 200 * gains.Sum(gain => Math.Pow(gain - gains.Average(), 2)));

        Assert.AreEqual(expected, Of(after).Over(Of(before)).StandardError, 0.01 * expected);
    }

    [TestMethod]
    public void Without_noise_nothing_is_to_gain_and_all_is_to_lose()
    {
        Assert.AreEqual(0, Of([0, 0]).Over(Of([0, 0])).Decibels);
        Assert.IsTrue(Of([0, 0]).Over(Of([1, 1])).IsReal);
        Assert.IsFalse(Of([1, 1]).Over(Of([0, 0])).IsReal);
    }

    private static double[] Without(double[] values, int left) => [.. values.Where((_, place) => place != left)];

    private static SampleNoise Of(double[] noise) => SampleNoise.Of([[.. noise.Select(value => (10d, value))]]);
}
