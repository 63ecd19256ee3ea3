using Mrq.Core.Geometry;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Linear.Stages;

/// <summary>The output stage of DEPTHWISE_CONV_2D, for all its kernels.</summary>
internal static class DepthwiseStage
{
    public static OutputStage Create(KernelContext context, ConvolutionGeometry geometry, ReadOnlySpan<short> weights)
    {
        var arithmetic = context.Arithmetic;
        var roundsTwice = arithmetic.Quirks.UInt8RoundsTwice && arithmetic.IsSingleRounding && context.Input(1).Type == ElementType.UInt8;
        return OutputStage.Create(
            context,
            LinearOperands.Of((DepthwiseConv2D)context.Operator, context, geometry.OutputChannels),
            weights,
            roundsTwice ? arithmetic with { Requantization = Requantization.TFLite } : arithmetic);
    }
}
