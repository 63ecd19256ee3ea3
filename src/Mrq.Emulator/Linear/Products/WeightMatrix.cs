namespace Mrq.Emulator.Linear.Products;

/// <summary>
/// Packing of weights into panels: for each word of the depth the lanes of two vectors, in each lane the values of one channel. The last
/// panel is of one vector where that holds the channels left.
/// </summary>
internal static class WeightMatrix
{
    /// <summary>Whether all weights less one number fit int8. Weights that came from 8 bits always do.</summary>
    public static bool FitsBytes(ReadOnlySpan<short> weights) => Spread(weights) is var (minimum, maximum) && maximum - minimum <= byte.MaxValue;

    /// <summary>What has to be taken off the weights so that they fit int8.</summary>
    public static int Excess(ReadOnlySpan<short> weights)
    {
        var (minimum, maximum) = Spread(weights);
        return maximum > sbyte.MaxValue ? maximum - sbyte.MaxValue : minimum < sbyte.MinValue ? minimum - sbyte.MinValue : 0;
    }

    /// <param name="weights">[channel][depth]</param>
    /// <param name="channels">Channels.</param>
    /// <param name="lanes">Channels of a vector.</param>
    /// <param name="depthPerWord">2 for 16-bit values, 4 for 8-bit values.</param>
    /// <param name="excess">Taken off each weight.</param>
    /// <returns>[panel][word][channel]; what pads channels and depth is 0.</returns>
    public static int[] Pack(ReadOnlySpan<short> weights, int channels, int lanes, int depthPerWord, int excess)
    {
        var depth = weights.Length / channels;
        var words = (depth + depthPerWord - 1) / depthPerWord;
        var bits = 32 / depthPerWord;
        var padded = (channels + lanes - 1) / lanes * lanes;
        var panel = 2 * lanes;
        var packed = new int[padded * words];
        for (var channel = 0; channel < channels; channel++)
        {
            var lane = channel % panel;
            var first = channel - lane;
            var width = Math.Min(panel, padded - first);
            for (var k = 0; k < depth; k++)
            {
                var value = (weights[(channel * depth) + k] - excess) & (int)(uint.MaxValue >> (32 - bits));
                packed[(first * words) + (k / depthPerWord * width) + lane] |= value << (k % depthPerWord * bits);
            }
        }

        return packed;
    }

    private static (int Minimum, int Maximum) Spread(ReadOnlySpan<short> weights)
    {
        var (minimum, maximum) = (0, 0);
        foreach (var weight in weights)
        {
            minimum = Math.Min(minimum, weight);
            maximum = Math.Max(maximum, weight);
        }

        return (minimum, maximum);
    }
}
