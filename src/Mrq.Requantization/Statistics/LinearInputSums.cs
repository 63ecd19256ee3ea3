using System.Numerics;
using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Reference;

namespace Mrq.Emulator;

/// <summary>
/// Exact sums of what a layer's weights are multiplied with: for each tap and input channel Σ (x − x_zp) over all output
/// positions. A linear layer's mean accumulator is its weights times these, whatever the weights are.
/// </summary>
public sealed class LinearInputSums
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
        var context = new KernelContext(graph, step, Arithmetic.TFLite);
        var type = context.Input(0).Type;
        var bytes = session.Value(context.InputIndex(0));
        var zeroPoint = context.ActivationQuantization(context.Input(0)).ZeroPoint;
        return type switch
        {
            ElementType.UInt8 => Of(context, bytes, zeroPoint),
            ElementType.Int8 => Of(context, MemoryMarshal.Cast<byte, sbyte>(bytes), zeroPoint),
            ElementType.Int16 => Of(context, MemoryMarshal.Cast<byte, short>(bytes), zeroPoint),
            _ => throw new NotSupportedException($"sums over {type}"),
        };
    }

    public void Add(LinearInputSums other)
    {
        for (var i = 0; i < Sums.Length; i++)
        {
            Sums[i] += other.Sums[i];
        }

        Positions += other.Positions;
    }

    private static LinearInputSums Of<T>(KernelContext context, ReadOnlySpan<T> input, int zeroPoint)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (context.Operator is FullyConnected)
        {
            var depth = context.Input(1).Shape[1];
            var sums = new long[depth];
            for (var i = 0; i < input.Length; i++)
            {
                sums[i % depth] += int.CreateTruncating(input[i]) - zeroPoint;
            }

            return new LinearInputSums(sums, input.Length / depth);
        }

        var geometry = context.Operator is Conv2D conv
            ? ConvolutionGeometry.OfConv2D(context, conv)
            : ConvolutionGeometry.OfDepthwiseConv2D(context, (DepthwiseConv2D)context.Operator);
        return OfWindows(geometry, input, zeroPoint);
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
