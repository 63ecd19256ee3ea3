using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Reference;

/// <summary>The output stage of DEPTHWISE_CONV_2D, for all its kernels.</summary>
internal static class DepthwiseStage
{
    /// <remarks>
    /// TFLite's uint8 reference kernel keeps the double rounding even in a build with TFLITE_SINGLE_ROUNDING
    /// (its template argument is kAwayFromZero); the int8 kernel follows the build.
    /// </remarks>
    public static OutputStage Create(KernelContext context, ConvolutionGeometry geometry, ReadOnlySpan<short> weights)
    {
        var arithmetic = context.Arithmetic;
        var keepsDoubleRounding = arithmetic.IsSingleRounding && context.Input(1).Type == ElementType.UInt8;
        return OutputStage.Create(
            context,
            LinearLayer.Of((DepthwiseConv2D)context.Operator, context, geometry.OutputChannels),
            weights,
            keepsDoubleRounding ? arithmetic with { Requantization = Requantization.TFLite } : arithmetic);
    }
}
