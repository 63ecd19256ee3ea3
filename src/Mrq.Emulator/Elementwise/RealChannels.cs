using Mrq.Core.Graph;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>The scale and zero point of each element of a tensor.</summary>
internal sealed class RealChannels
{
    private readonly RealQuantization[] _channels;

    /// <summary>Neighbouring elements of one channel.</summary>
    private readonly int _run;

    private RealChannels(RealQuantization[] channels, int run) => (_channels, _run) = (channels, run);

    public static RealChannels Create(KernelContext context, Tensor tensor)
    {
        context.RequireSameElementCount();
        var quantization = context.Quantization(tensor);
        context.Require(quantization.IsPerTensor || (quantization.Axis < tensor.Shape.Rank && tensor.Shape[quantization.Axis] == quantization.Scales.Length), $"the scales of '{tensor.Name}' do not count one of its axes.");
        var run = quantization.IsPerTensor ? 1 : ContextShapes.Product(tensor.Shape.Dimensions.AsSpan()[(quantization.Axis + 1)..]);
        return new RealChannels([.. quantization.Scales.Select((scale, channel) => RealQuantization.Of(tensor.Type, scale, checked((int)quantization.ZeroPoints[channel])))], Math.Max(run, 1));
    }

    public RealQuantization Of(int element) => _channels[_channels.Length == 1 ? 0 : element / _run % _channels.Length];
}
