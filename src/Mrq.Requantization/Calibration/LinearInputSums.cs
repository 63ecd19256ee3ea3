using System.Numerics;
using System.Runtime.InteropServices;
using Mrq.Core.Geometry;
using Mrq.Core.Graph;
using Mrq.Emulator;

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

    /// <summary>The sums of one step in a session that has just computed the step's input.</summary>
    public static LinearInputSums Of(QuantizedGraph graph, int step, EmulatorSession session)
    {
        var place = new GraphStep(graph, step);
        var type = place.Input(0).Type;
        var bytes = session.Value(place.Operator.Inputs[0]);
        var zeroPoint = place.Input(0).Quantization!.ZeroPoint;
        return type switch
        {
            ElementType.UInt8 => Of(place, bytes, zeroPoint),
            ElementType.Int8 => Of(place, MemoryMarshal.Cast<byte, sbyte>(bytes), zeroPoint),
            ElementType.Int16 => Of(place, MemoryMarshal.Cast<byte, short>(bytes), zeroPoint),
            _ => throw new NotSupportedException($"sums over {type}"),
        };
    }

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

    private static LinearInputSums Of<T>(GraphStep step, ReadOnlySpan<T> input, int zeroPoint)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (ConvolutionGeometry.Of(step) is { } geometry)
        {
            return OfWindows(geometry, input, zeroPoint);
        }

        var depth = step.Input(1).Shape[1];
        var sums = new long[depth];
        for (var i = 0; i < input.Length; i++)
        {
            sums[i % depth] += int.CreateTruncating(input[i]) - zeroPoint;
        }

        return new LinearInputSums(sums, input.Length / depth);
    }

    private static LinearInputSums OfWindows<T>(ConvolutionGeometry g, ReadOnlySpan<T> input, int zeroPoint)
        where T : unmanaged, IBinaryInteger<T>
    {
        var sums = new long[g.Vertical.Kernel * g.Horizontal.Kernel * g.InputChannels];
        for (var tap = 0; tap < g.Vertical.Kernel * g.Horizontal.Kernel; tap++)
        {
            var (ky, kx) = Math.DivRem(tap, g.Horizontal.Kernel);
            var target = sums.AsSpan(tap * g.InputChannels, g.InputChannels);
            for (var position = 0; position < g.Batches * g.Vertical.Output * g.Horizontal.Output; position++)
            {
                var sourceX = g.Horizontal.Source(position % g.Horizontal.Output, kx);
                var sourceY = g.Vertical.Source(position / g.Horizontal.Output % g.Vertical.Output, ky);
                if (g.Vertical.Contains(sourceY) && g.Horizontal.Contains(sourceX))
                {
                    var batch = position / g.Horizontal.Output / g.Vertical.Output;
                    var pixel = input.Slice(g.PixelOffset(batch, sourceY, sourceX), g.InputChannels);
                    for (var channel = 0; channel < pixel.Length; channel++)
                    {
                        target[channel] += int.CreateTruncating(pixel[channel]) - zeroPoint;
                    }
                }
            }
        }

        return new LinearInputSums(sums, (long)g.Batches * g.Vertical.Output * g.Horizontal.Output);
    }
}
