using System.Numerics;
using Mrq.Core.Geometry;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear;

/// <summary>
/// DEPTHWISE_CONV_2D: output channel c·multiplier + m is input channel c under its own filter.
/// Source: TFLite <c>reference/depthwiseconv_uint8.h</c> and <c>reference/integer_ops/depthwise_conv.h</c>.
/// </summary>
internal sealed class DepthwiseConv2DKernel<TIn, TOut> : Kernel
    where TIn : unmanaged, IBinaryInteger<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    private readonly ConvolutionGeometry _geometry;
    private readonly short[] _weights;
    private readonly OutputStage _stage;
    private readonly int _inputZeroPoint;

    public DepthwiseConv2DKernel(KernelContext context)
    {
        _geometry = ConvolutionGeometry.OfDepthwiseConv2D(context.Step, (DepthwiseConv2D)context.Operator);
        _weights = Weights.Centered(context);
        _stage = DepthwiseStage.Create(context, _geometry, _weights);
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
        var inputChannel = channel / g.DepthMultiplier;
        var sum = 0L;
        var overflowed = false;
        for (var ky = 0; ky < g.Vertical.Kernel; ky++)
        {
            var sourceY = g.Vertical.Source(y, ky);
            for (var kx = 0; kx < g.Horizontal.Kernel; kx++)
            {
                var sourceX = g.Horizontal.Source(x, kx);
                if (g.Vertical.Contains(sourceY) && g.Horizontal.Contains(sourceX))
                {
                    var value = int.CreateTruncating(input[g.PixelOffset(batch, sourceY, sourceX) + inputChannel]) - _inputZeroPoint;
                    sum = register.Add(sum, (long)_weights[(((ky * g.Horizontal.Kernel) + kx) * g.OutputChannels) + channel] * value, ref overflowed);
                }
            }
        }

        var result = _stage.Apply(sum, channel, ref overflowed);
        overflows += overflowed ? 1 : 0;
        return result;
    }
}
