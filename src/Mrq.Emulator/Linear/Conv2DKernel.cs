using System.Numerics;
using Mrq.Core.Geometry;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear;

/// <summary>
/// CONV_2D. acc = Σ (w − w_zp)(x − x_zp) over the taps inside the image, then <see cref="OutputStage"/>. Weights are OHWI; fewer input
/// channels than the image has mean groups.
/// Source: TFLite <c>reference/conv.h</c> and <c>reference/integer_ops/conv.h</c>.
/// </summary>
internal sealed class Conv2DKernel<TIn, TOut> : Kernel
    where TIn : unmanaged, IBinaryInteger<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    private readonly ConvolutionGeometry _geometry;
    private readonly short[] _weights;
    private readonly OutputStage _stage;
    private readonly int _inputZeroPoint;

    public Conv2DKernel(KernelContext context)
    {
        var conv = (Conv2D)context.Operator;
        _geometry = ConvolutionGeometry.OfConv2D(context.Step, conv);
        _weights = Weights.Centered(context);
        _stage = OutputStage.Create(context, LinearOperands.Of(conv, context, _geometry.OutputChannels), _weights);
        _inputZeroPoint = context.ActivationQuantization(context.Input(0)).ZeroPoint;
    }

    public override AccumulatorUse Accumulator => _stage.Accumulator;

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var input = memory.Elements<TIn>(g.InputTensor);
        var output = memory.Elements<TOut>(g.OutputTensor);
        var overflows = 0L;
        var o = 0;
        for (var batch = 0; batch < g.Batches; batch++)
        {
            for (var y = 0; y < g.Vertical.Output; y++)
            {
                for (var x = 0; x < g.Horizontal.Output; x++)
                {
                    for (var channel = 0; channel < g.OutputChannels; channel++)
                    {
                        output[o++] = TOut.CreateTruncating(Compute(input, batch, y, x, channel, ref overflows));
                    }
                }
            }
        }

        memory.ReportOverflows(_stage.Accumulator, overflows);
    }

    private int Compute(ReadOnlySpan<TIn> input, int batch, int y, int x, int channel, ref long overflows)
    {
        var g = _geometry;
        var register = _stage.Accumulator.Register;
        var firstInputChannel = channel / g.OutputChannelsPerGroup * g.FilterChannels;
        var sum = 0L;
        var overflowed = false;
        for (var ky = 0; ky < g.Vertical.Kernel; ky++)
        {
            var sourceY = g.Vertical.Source(y, ky);
            for (var kx = 0; kx < g.Horizontal.Kernel; kx++)
            {
                var sourceX = g.Horizontal.Source(x, kx);
                if (!g.Vertical.Contains(sourceY) || !g.Horizontal.Contains(sourceX))
                {
                    continue;
                }

                var pixel = input.Slice(g.PixelOffset(batch, sourceY, sourceX) + firstInputChannel, g.FilterChannels);
                var taps = _weights.AsSpan(((((channel * g.Vertical.Kernel) + ky) * g.Horizontal.Kernel) + kx) * g.FilterChannels, g.FilterChannels);
                for (var i = 0; i < pixel.Length; i++)
                {
                    sum = register.Add(sum, (long)taps[i] * (int.CreateTruncating(pixel[i]) - _inputZeroPoint), ref overflowed);
                }
            }
        }

        var value = _stage.Apply(sum, channel, ref overflowed);
        overflows += overflowed ? 1 : 0;
        return value;
    }
}
