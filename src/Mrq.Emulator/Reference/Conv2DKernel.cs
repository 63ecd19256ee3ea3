using System.Numerics;
using Mrq.Core.Graph.Operators;

namespace Mrq.Emulator.Reference;

/// <summary>
/// CONV_2D on uint8 and int8. acc = Σ (w − w_zp)(x − x_zp) over the taps inside the image, then <see cref="OutputStage"/>.
/// int8 ignores the weights' zero point. Weights are OHWI; fewer input channels than the image has mean groups.
/// Source: TFLite <c>reference/conv.h</c> and <c>reference/integer_ops/conv.h</c>.
/// </summary>
internal sealed class Conv2DKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly ConvolutionGeometry _geometry;
    private readonly short[] _weights;
    private readonly OutputStage _stage;
    private readonly int _inputZeroPoint;

    public Conv2DKernel(KernelContext context)
    {
        var isUnsigned = typeof(T) == typeof(byte);
        _geometry = ConvolutionGeometry.OfConv2D(context, (Conv2D)context.Operator);
        _weights = Weights.Centered(context, applyZeroPoint: isUnsigned);
        _stage = OutputStage.Create(context, ((Conv2D)context.Operator).FusedActivationFunction, _geometry.OutputChannels, floatProduct: isUnsigned);
        _inputZeroPoint = context.ActivationQuantization(context.Input(0)).ZeroPoint;
    }

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var input = memory.Elements<T>(g.InputTensor);
        var output = memory.Elements<T>(g.OutputTensor);
        var o = 0;
        for (var batch = 0; batch < g.Batches; batch++)
        {
            for (var y = 0; y < g.Vertical.Output; y++)
            {
                for (var x = 0; x < g.Horizontal.Output; x++)
                {
                    for (var channel = 0; channel < g.OutputChannels; channel++)
                    {
                        output[o++] = T.CreateTruncating(_stage.Apply(Accumulate(input, batch, y, x, channel), channel));
                    }
                }
            }
        }
    }

    private int Accumulate(ReadOnlySpan<T> input, int batch, int y, int x, int channel)
    {
        var g = _geometry;
        var firstInputChannel = channel / g.OutputChannelsPerGroup * g.FilterChannels;
        var sum = 0;
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
                    sum = unchecked(sum + (taps[i] * (int.CreateTruncating(pixel[i]) - _inputZeroPoint)));
                }
            }
        }

        return sum;
    }
}
