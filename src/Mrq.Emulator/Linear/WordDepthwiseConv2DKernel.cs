using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Core.Geometry;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Products;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear;

/// <summary>DEPTHWISE_CONV_2D on int16 activations with one output channel per input channel, eight channels at a time; bit for bit <see cref="DepthwiseConv2DKernel{TIn,TOut}"/>.</summary>
internal sealed class WordDepthwiseConv2DKernel : Kernel
{
    private const int Lanes = 8;
    private readonly ConvolutionGeometry _geometry;
    private readonly OutputStage _stage;

    /// <summary>[tap][channel].</summary>
    private readonly int[] _weights;

    private WordDepthwiseConv2DKernel(ConvolutionGeometry geometry, OutputStage stage, int[] weights) => (_geometry, _stage, _weights) = (geometry, stage, weights);

    public override AccumulatorUse Accumulator => _stage.Accumulator;

    /// <summary>Serves windows whose products 32 bits hold whatever the values are, 511 taps of 8-bit weights.</summary>
    public static Kernel? TryCreate(KernelContext context)
    {
        var geometry = ConvolutionGeometry.OfDepthwiseConv2D(context.Step, (DepthwiseConv2D)context.Operator);
        if (!Avx2.IsSupported || geometry.DepthMultiplier != 1 || geometry.OutputChannels < Lanes || context.ActivationQuantization(context.Input(0)).ZeroPoint != 0)
        {
            return null;
        }

        var weights = Weights.Centered(context);
        var stage = DepthwiseStage.Create(context, geometry, weights);
        return stage.Accumulator.IsProven && geometry.Vertical.Kernel * geometry.Horizontal.Kernel <= 2 * WordProducts.PairsOf(weights)
            ? new WordDepthwiseConv2DKernel(geometry, stage, [.. weights.Select(weight => (int)weight)])
            : null;
    }

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var input = memory.Elements<short>(g.InputTensor);
        var output = memory.Elements<short>(g.OutputTensor);
        using var scratch = new Scratch(g.OutputChannels);
        var sums = scratch.Span;
        var (overflowed, o) = (false, 0);
        for (var batch = 0; batch < g.Batches; batch++)
        {
            for (var y = 0; y < g.Vertical.Output; y++)
            {
                for (var x = 0; x < g.Horizontal.Output; x++)
                {
                    sums.Clear();
                    Add(input, batch, y, x, sums);
                    for (var channel = 0; channel < sums.Length; channel++)
                    {
                        output[o++] = (short)_stage.Apply(sums[channel], channel, ref overflowed);
                    }
                }
            }
        }
    }

    private void Add(ReadOnlySpan<short> input, int batch, int y, int x, Span<int> sums)
    {
        var g = _geometry;
        for (var ky = 0; ky < g.Vertical.Kernel; ky++)
        {
            var sourceY = g.Vertical.Source(y, ky);
            for (var kx = 0; kx < g.Horizontal.Kernel; kx++)
            {
                var sourceX = g.Horizontal.Source(x, kx);
                if (g.Vertical.Contains(sourceY) && g.Horizontal.Contains(sourceX))
                {
                    Add(input.Slice(g.PixelOffset(batch, sourceY, sourceX), g.InputChannels), _weights.AsSpan(((ky * g.Horizontal.Kernel) + kx) * g.OutputChannels, g.OutputChannels), sums);
                }
            }
        }
    }

    private static void Add(ReadOnlySpan<short> pixel, ReadOnlySpan<int> weights, Span<int> sums)
    {
        ref var value = ref MemoryMarshal.GetReference(pixel);
        ref var weight = ref MemoryMarshal.GetReference(weights);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        var channel = 0;
        for (; channel <= sums.Length - Lanes; channel += Lanes)
        {
            var place = (nuint)channel;
            var product = Avx2.ConvertToVector256Int32(Vector128.LoadUnsafe(ref value, place)) * Vector256.LoadUnsafe(ref weight, place);
            (Vector256.LoadUnsafe(ref sum, place) + product).StoreUnsafe(ref sum, place);
        }

        for (; channel < sums.Length; channel++)
        {
            sums[channel] += pixel[channel] * weights[channel];
        }
    }
}
