using System.Runtime.InteropServices;
using Mrq.Core.Geometry;

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
    /// <param name="input">How its values are read.</param>
    /// <param name="bytes">Its values.</param>
    public static LinearInputSums Of(LinearPositions positions, IntegerInput input, ReadOnlySpan<byte> bytes) => input.IsNarrow
        ? Of<byte>(positions, input, bytes)
        : Of<short>(positions, input, MemoryMarshal.Cast<byte, short>(bytes));

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

    private static LinearInputSums Of<T>(LinearPositions positions, IntegerInput input, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var sums = new long[positions.Taps * positions.InputChannels];
        if (positions.Geometry is { } geometry)
        {
            AddConvolution(geometry, input, values, sums);
        }
        else
        {
            AddTaps(positions, input, values, sums);
        }

        return new LinearInputSums(sums, positions.Count);
    }

    /// <summary>
    /// A tap meets a rectangle of the image with steps: for each column of taps the pixels of a row are summed once, and for each row of taps the
    /// sums of the rows that it meets.
    /// </summary>
    private static void AddConvolution<T>(ConvolutionGeometry geometry, IntegerInput input, ReadOnlySpan<T> values, Span<long> sums)
        where T : unmanaged
    {
        var (vertical, horizontal, channels) = (geometry.Vertical, geometry.Horizontal, geometry.InputChannels);
        var row = new PixelSums(channels);
        for (var batch = 0; batch < geometry.Batches; batch++)
        {
            for (var y = 0; y < vertical.Input; y++)
            {
                for (var kx = 0; kx < horizontal.Kernel; kx++)
                {
                    row.Clear();
                    for (var x = 0; x < horizontal.Output; x++)
                    {
                        if (horizontal.Source(x, kx) is var source && horizontal.Contains(source))
                        {
                            row.Add(input, values.Slice(geometry.PixelOffset(batch, y, source), channels));
                        }
                    }

                    for (var ky = 0; ky < vertical.Kernel; ky++)
                    {
                        if (vertical.TryFindPosition(y, ky, out _))
                        {
                            row.AddTo(sums.Slice(((ky * horizontal.Kernel) + kx) * channels, channels));
                        }
                    }
                }
            }
        }
    }

    private static void AddTaps<T>(LinearPositions positions, IntegerInput input, ReadOnlySpan<T> values, Span<long> sums)
        where T : unmanaged
    {
        var pixels = new PixelSums(positions.InputChannels);
        for (var tap = 0; tap < positions.Taps; tap++)
        {
            pixels.Clear();
            for (var position = 0; position < positions.Count; position++)
            {
                if (positions.PixelAt(position, tap) is >= 0 and var start)
                {
                    pixels.Add(input, values.Slice(start, positions.InputChannels));
                }
            }

            pixels.AddTo(sums.Slice(tap * positions.InputChannels, positions.InputChannels));
        }
    }
}
