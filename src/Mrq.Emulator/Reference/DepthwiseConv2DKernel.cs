using System.Numerics;
using Mrq.Core.Graph.Operators;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Reference;

/// <summary>
/// DEPTHWISE_CONV_2D on uint8 and int8: output channel c·multiplier + m is input channel c under its own filter.
/// Source: TFLite <c>reference/depthwiseconv_uint8.h</c> and <c>reference/integer_ops/depthwise_conv.h</c>.
/// </summary>
internal sealed class DepthwiseConv2DKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly ConvolutionGeometry _geometry;
    private readonly short[] _weights;
    private readonly OutputStage _stage;
    private readonly int _inputZeroPoint;

    public DepthwiseConv2DKernel(KernelContext context)
    {
        _geometry = ConvolutionGeometry.OfDepthwiseConv2D(context, (DepthwiseConv2D)context.Operator);
        _weights = Weights.Centered(context, applyZeroPoint: typeof(T) == typeof(byte));
        _stage = CreateStage(context, _geometry, typeof(T) == typeof(byte));
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

    /// <remarks>
    /// The uint8 reference kernel keeps the double rounding even in a build with TFLITE_SINGLE_ROUNDING
    /// (its template argument is kAwayFromZero); the int8 kernel follows the build.
    /// </remarks>
    internal static OutputStage CreateStage(KernelContext context, ConvolutionGeometry geometry, bool isUnsigned) =>
        OutputStage.Create(
            context,
            ((DepthwiseConv2D)context.Operator).FusedActivationFunction,
            geometry.OutputChannels,
            floatProduct: isUnsigned,
            isUnsigned ? context.Arithmetic with { Rounding = RequantizationRounding.Double } : context.Arithmetic);

    private int Accumulate(ReadOnlySpan<T> input, int batch, int y, int x, int channel)
    {
        var g = _geometry;
        var inputChannel = channel / g.DepthMultiplier;
        var sum = 0;
        for (var ky = 0; ky < g.Vertical.Kernel; ky++)
        {
            var sourceY = g.Vertical.Source(y, ky);
            for (var kx = 0; kx < g.Horizontal.Kernel; kx++)
            {
                var sourceX = g.Horizontal.Source(x, kx);
                if (g.Vertical.Contains(sourceY) && g.Horizontal.Contains(sourceX))
                {
                    var value = int.CreateTruncating(input[g.PixelOffset(batch, sourceY, sourceX) + inputChannel]) - _inputZeroPoint;
                    sum = unchecked(sum + (_weights[(((ky * g.Horizontal.Kernel) + kx) * g.OutputChannels) + channel] * value));
                }
            }
        }

        return sum;
    }
}
