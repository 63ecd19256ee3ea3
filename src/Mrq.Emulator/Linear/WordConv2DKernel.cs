using Mrq.Core.Geometry;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear;

/// <summary>CONV_2D on int16 activations as a product of patches with the weights; bit for bit <see cref="Conv2DKernel{TIn,TOut}"/>.</summary>
internal sealed class WordConv2DKernel : Kernel
{
    private readonly ConvolutionGeometry _geometry;
    private readonly WordRows _rows;

    private WordConv2DKernel(ConvolutionGeometry geometry, WordRows rows) => (_geometry, _rows) = (geometry, rows);

    public override AccumulatorUse Accumulator => _rows.Accumulator;

    /// <summary>Serves everything but grouped convolutions.</summary>
    public static Kernel? TryCreate(KernelContext context)
    {
        var conv = (Conv2D)context.Operator;
        var geometry = ConvolutionGeometry.OfConv2D(context.Step, conv);
        return geometry.FilterChannels == geometry.InputChannels
            && WordRows.TryCreate(context, LinearOperands.Of(conv, context, geometry.OutputChannels), Weights.Centered(context), geometry.OutputChannels) is { } rows
            ? new WordConv2DKernel(geometry, rows)
            : null;
    }

    public override void Run(TensorMemory memory) => _rows.Run(memory.Elements<short>(_geometry.InputTensor), memory.Elements<short>(_geometry.OutputTensor), Gather);

    /// <summary>The pixels under a window; what lies outside of the image is 0, as its place already is.</summary>
    private void Gather(ReadOnlySpan<short> input, int pixel, Span<short> values)
    {
        var g = _geometry;
        var (row, x) = Math.DivRem(pixel, g.Horizontal.Output);
        var (batch, y) = Math.DivRem(row, g.Vertical.Output);
        for (var ky = 0; ky < g.Vertical.Kernel; ky++)
        {
            var sourceY = g.Vertical.Source(y, ky);
            for (var kx = 0; kx < g.Horizontal.Kernel; kx++)
            {
                var sourceX = g.Horizontal.Source(x, kx);
                if (g.Vertical.Contains(sourceY) && g.Horizontal.Contains(sourceX))
                {
                    input.Slice(g.PixelOffset(batch, sourceY, sourceX), g.InputChannels).CopyTo(values[(((ky * g.Horizontal.Kernel) + kx) * g.InputChannels)..]);
                }
            }
        }
    }
}
