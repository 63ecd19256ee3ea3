using Mrq.Core.Numerics;

namespace Mrq.Requantization.Calibration;

/// <summary>Which output positions of a layer stand for all: one from each of equally long stretches, drawn by a hash of sample and stretch.</summary>
internal static class SamplePositions
{
    /// <summary>Positions over all samples; in trials 4,096 lost 0.1 dB and 32,768 won nothing.</summary>
    private const int Total = 16384;

    /// <param name="sample">Index of the sample.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="positions">Output positions of the layer in one sample.</param>
    public static int[] Of(int sample, int samples, int positions)
    {
        var wanted = CountOf(samples, positions);
        var result = new int[wanted];
        for (var i = 0; i < wanted; i++)
        {
            var start = (long)positions * i / wanted;
            var end = (long)positions * (i + 1) / wanted;
            result[i] = (int)(start + (long)(Hash((ulong)sample, (ulong)i) % (ulong)(end - start)));
        }

        return result;
    }

    public static int CountOf(int samples, int positions) => Math.Min(positions, (Total + samples - 1) / samples);

    private static ulong Hash(ulong a, ulong b) => SplitMix64.Mix(unchecked((a * SplitMix64.Increment) + b + 0x632BE59BD9B4E019UL));
}
