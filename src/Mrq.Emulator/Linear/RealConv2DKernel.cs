using Mrq.Core.Geometry;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Linear;

/// <summary>
/// CONV_2D of float32, as what a model leaves real is computed: summed in double and rounded once. ONNX Runtime's sums differ from that in the last
/// bits, by an order that depends on machine and threads.
/// </summary>
internal sealed class RealConv2DKernel : Kernel
{
    private readonly ConvolutionGeometry _geometry;
    private readonly float[] _weights;
    private readonly float[] _bias;

    public RealConv2DKernel(KernelContext context)
    {
        var conv = (Conv2D)context.Operator;
        context.Require(conv.FusedActivationFunction == ActivationFunctionType.None, "a real output has no fused activation.");
        _geometry = ConvolutionGeometry.OfConv2D(context.Step, conv);
        _weights = context.Constant<float>(1).ToArray();
        _bias = context.HasInput(2) ? context.Constant<float>(2).ToArray() : new float[_geometry.OutputChannels];
        context.Require(_bias.Length == _geometry.OutputChannels, "the bias does not have a value for each output channel.");
    }

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var input = memory.Elements<float>(g.InputTensor);
        var output = memory.Elements<float>(g.OutputTensor);
        for (var o = 0; o < output.Length; o++)
        {
            var (pixel, channel) = Math.DivRem(o, g.OutputChannels);
            var (row, x) = Math.DivRem(pixel, g.Horizontal.Output);
            var (batch, y) = Math.DivRem(row, g.Vertical.Output);
            output[o] = (float)(Sum(input, batch, y, x, channel) + _bias[channel]);
        }
    }

    private double Sum(ReadOnlySpan<float> input, int batch, int y, int x, int channel)
    {
        var g = _geometry;
        var first = channel / g.OutputChannelsPerGroup * g.FilterChannels;
        var sum = 0d;
        for (var ky = 0; ky < g.Vertical.Kernel; ky++)
        {
            for (var kx = 0; kx < g.Horizontal.Kernel; kx++)
            {
                var (sourceY, sourceX) = (g.Vertical.Source(y, ky), g.Horizontal.Source(x, kx));
                if (!g.Vertical.Contains(sourceY) || !g.Horizontal.Contains(sourceX))
                {
                    continue;
                }

                var values = input.Slice(g.PixelOffset(batch, sourceY, sourceX) + first, g.FilterChannels);
                var taps = _weights.AsSpan(((((channel * g.Vertical.Kernel) + ky) * g.Horizontal.Kernel) + kx) * g.FilterChannels, g.FilterChannels);
                for (var i = 0; i < values.Length; i++)
                {
                    sum += (double)values[i] * taps[i];
                }
            }
        }

        return sum;
    }
}
