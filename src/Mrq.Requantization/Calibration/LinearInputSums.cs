using System.Numerics;
using System.Runtime.InteropServices;
using Mrq.Core.Graph;

namespace Mrq.Requantization.Calibration;

/// <summary>
/// Exact sums of what a layer's weights are multiplied with: for each tap and input channel Σ (x − x_zp) over all output
/// positions. A linear layer's mean accumulator is its weights times these, whatever the weights are.
/// </summary>
internal sealed class LinearInputSums
{
    private LinearInputSums(long[] sums, long positions)
    {
        Sums = sums;
        Positions = positions;
    }

    /// <summary>[tap][input channel], 64-bit integers, so that the order of summation does not matter.</summary>
    public long[] Sums { get; }

    /// <summary>Output positions that were summed over.</summary>
    public long Positions { get; private set; }

    /// <summary>The sums of one input.</summary>
    /// <param name="positions">Which pixels the weights meet.</param>
    /// <param name="type">The input's type.</param>
    /// <param name="bytes">Its values.</param>
    /// <param name="zeroPoint">Its zero point.</param>
    public static LinearInputSums Of(LinearPositions positions, ElementType type, ReadOnlySpan<byte> bytes, int zeroPoint) => type switch
    {
        ElementType.UInt8 => Of(positions, bytes, zeroPoint),
        ElementType.Int8 => Of(positions, MemoryMarshal.Cast<byte, sbyte>(bytes), zeroPoint),
        ElementType.Int16 => Of(positions, MemoryMarshal.Cast<byte, short>(bytes), zeroPoint),
        _ => throw new NotSupportedException($"sums over {type}"),
    };

    /// <summary>Means of what each weight is multiplied with, in integer steps.</summary>
    public double[] Means => [.. Sums.Select(sum => (double)sum / Positions)];

    /// <summary>The sums of both; those of this one where there is no other.</summary>
    public LinearInputSums Plus(LinearInputSums? other)
    {
        for (var i = 0; other is not null && i < Sums.Length; i++)
        {
            Sums[i] += other.Sums[i];
        }

        Positions += other?.Positions ?? 0;
        return this;
    }

    private static LinearInputSums Of<T>(LinearPositions positions, ReadOnlySpan<T> input, int zeroPoint)
        where T : unmanaged, IBinaryInteger<T>
    {
        var sums = new long[positions.Taps * positions.InputChannels];
        for (var tap = 0; tap < positions.Taps; tap++)
        {
            var target = sums.AsSpan(tap * positions.InputChannels, positions.InputChannels);
            for (var position = 0; position < positions.Count; position++)
            {
                if (positions.PixelAt(position, tap) is >= 0 and var start)
                {
                    var pixel = input.Slice(start, positions.InputChannels);
                    for (var channel = 0; channel < pixel.Length; channel++)
                    {
                        target[channel] += int.CreateTruncating(pixel[channel]) - zeroPoint;
                    }
                }
            }
        }

        return new LinearInputSums(sums, positions.Count);
    }
}
