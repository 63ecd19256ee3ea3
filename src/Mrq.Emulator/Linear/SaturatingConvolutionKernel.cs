using System.Numerics;
using Mrq.Core.Geometry;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Saturating;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear;

/// <summary>
/// CONV_2D as ONNX Runtime computes it with AVX2 and no VNNI, and DEPTHWISE_CONV_2D with several filters for a channel, which is a convolution in groups there. Depth counts rows,
/// columns, channels of the window; where it leaves the image the input's zero point stands.
/// </summary>
internal sealed class SaturatingConvolutionKernel<TIn, TOut> : Kernel
    where TIn : unmanaged, IBinaryInteger<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    private readonly ConvolutionGeometry _geometry;
    private readonly SaturatingSum _sum;
    private readonly OutputStage _stage;

    public SaturatingConvolutionKernel(KernelContext context)
    {
        var geometry = ConvolutionGeometry.Of(context.Step)!;
        var operands = LinearOperands.Of(context);
        (_geometry, _stage) = (geometry, OutputStage.Create(context, operands, Weights.Centered(context)));
        var stored = context.Constant<sbyte>(1);
        var depth = stored.Length / geometry.OutputChannels;
        var weights = stored.ToArray();
        for (var i = 0; operands.ChannelsLast && i < weights.Length; i++)
        {
            weights[i] = stored[(i % depth * geometry.OutputChannels) + (i / depth)];
        }

        _sum = SaturatingSum.Create(context, weights, depth);
    }

    public override AccumulatorUse Accumulator => _stage.Accumulator;

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var input = memory.Elements<TIn>(g.InputTensor);
        var output = memory.Elements<TOut>(g.OutputTensor);
        var window = new int[_sum.Depth];
        var positions = g.Vertical.Output * g.Horizontal.Output;
        for (var position = 0; position < g.Batches * positions; position++)
        {
            for (var group = 0; group < g.InputChannels / g.FilterChannels; group++)
            {
                Gather(input, position / positions, position % positions, group * g.FilterChannels, window);
                for (var i = 0; i < g.OutputChannelsPerGroup; i++)
                {
                    var channel = (group * g.OutputChannelsPerGroup) + i;
                    output[(position * g.OutputChannels) + channel] = TOut.CreateTruncating(_stage.Apply(_sum.Of(window, channel), channel));
                }
            }
        }
    }

    private void Gather(ReadOnlySpan<TIn> input, int batch, int position, int firstChannel, Span<int> window)
    {
        var g = _geometry;
        var (y, x) = Math.DivRem(position, g.Horizontal.Output);
        for (var k = 0; k < window.Length; k++)
        {
            var (tap, channel) = Math.DivRem(k, g.FilterChannels);
            var (sourceY, sourceX) = (g.Vertical.Source(y, tap / g.Horizontal.Kernel), g.Horizontal.Source(x, tap % g.Horizontal.Kernel));
            window[k] = g.Vertical.Contains(sourceY) && g.Horizontal.Contains(sourceX)
                ? int.CreateTruncating(input[g.PixelOffset(batch, sourceY, sourceX) + firstChannel + channel]) + _sum.Shift
                : _sum.InputZeroPoint;
        }
    }
}
