using System.Numerics;

namespace Mrq.Emulator;

/// <summary>What the sum of a layer's products and its bias can reach, in whatever order it is formed and wherever it is cut short by padding.</summary>
/// <param name="Minimum">Not above 0.</param>
/// <param name="Maximum">Not below 0.</param>
public readonly record struct AccumulatorBound(long Minimum, long Maximum)
{
    /// <summary>Bits in two's complement that hold every such sum.</summary>
    public int Bits => 65 - BitOperations.LeadingZeroCount((ulong)Math.Max(Maximum, ~Minimum));

    /// <summary>
    /// The bound over all channels of Σ w·x + bias with x in a range: the sum of all terms that can be negative, and of all that can be positive.
    /// </summary>
    /// <param name="weights">Centered weights, [channel][tap], or [tap][channel] when <paramref name="channelsLast"/>.</param>
    /// <param name="channelsLast">The layout.</param>
    /// <param name="bias">One for each channel.</param>
    /// <param name="input">Smallest and largest centered input.</param>
    public static AccumulatorBound OfWeights(ReadOnlySpan<short> weights, bool channelsLast, ReadOnlySpan<long> bias, (int Minimum, int Maximum) input) =>
        OfAny(OfChannels(weights, channelsLast, bias, input));

    /// <summary>The same for each channel.</summary>
    public static AccumulatorBound[] OfChannels(ReadOnlySpan<short> weights, bool channelsLast, ReadOnlySpan<long> bias, (int Minimum, int Maximum) input)
    {
        var bounds = new AccumulatorBound[bias.Length];
        var taps = bias.Length == 0 ? 0 : weights.Length / bias.Length;
        for (var channel = 0; channel < bias.Length; channel++)
        {
            // 128 bits, because a bias of 64 bits may be anything.
            Int128 minimum = Math.Min(bias[channel], 0);
            Int128 maximum = Math.Max(bias[channel], 0);
            for (var tap = 0; tap < taps; tap++)
            {
                var weight = (long)weights[channelsLast ? (tap * bias.Length) + channel : (channel * taps) + tap];
                var (atMinimum, atMaximum) = (weight * input.Minimum, weight * input.Maximum);
                minimum += Math.Min(0, Math.Min(atMinimum, atMaximum));
                maximum += Math.Max(0, Math.Max(atMinimum, atMaximum));
            }

            bounds[channel] = new AccumulatorBound((long)Int128.Max(minimum, long.MinValue), (long)Int128.Min(maximum, long.MaxValue));
        }

        return bounds;
    }

    /// <summary>The bound of a sum of <paramref name="count"/> values of a range.</summary>
    public static AccumulatorBound OfSum(long count, long minimum, long maximum) => new(
        (long)Int128.Max((Int128)count * Math.Min(minimum, 0), long.MinValue),
        (long)Int128.Min((Int128)count * Math.Max(maximum, 0), long.MaxValue));

    /// <summary>The bound of sums that are any of these.</summary>
    public static AccumulatorBound OfAny(IEnumerable<AccumulatorBound> bounds) => bounds.Aggregate(default(AccumulatorBound), (one, other) => one.Union(other));

    /// <summary>The bound of sums that are either of these.</summary>
    public AccumulatorBound Union(AccumulatorBound other) => new(Math.Min(Minimum, other.Minimum), Math.Max(Maximum, other.Maximum));
}
