using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mrq.Core.Graph.Operators;
using Mrq.Emulator.Reference;

namespace Mrq.Emulator.Simd;

/// <summary>DEPTHWISE_CONV_2D with one output channel per input channel, sixteen channels at a time; bit for bit <see cref="DepthwiseConv2DKernel{TIn,TOut}"/>.</summary>
internal sealed class VectorDepthwiseConv2DKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private const int Lanes = 16;
    private readonly ConvolutionGeometry _geometry;
    private readonly short[] _weights;
    private readonly OutputStage _stage;
    private readonly int _inputZeroPoint;

    public VectorDepthwiseConv2DKernel(KernelContext context)
    {
        var isUnsigned = typeof(T) == typeof(byte);
        _geometry = ConvolutionGeometry.OfDepthwiseConv2D(context, (DepthwiseConv2D)context.Operator);
        _weights = Weights.Centered(context, applyZeroPoint: isUnsigned);
        _stage = DepthwiseStage.Create(context, _geometry, _weights);
        _inputZeroPoint = context.ActivationQuantization(context.Input(0)).ZeroPoint;
    }

    public override AccumulatorUse Accumulator => _stage.Accumulator;

    /// <summary>Serves a depth multiplier of 1, at least one full vector of channels, and sums that cannot overflow.</summary>
    public static Kernel? TryCreate(KernelContext context) =>
        Supports(context) && new VectorDepthwiseConv2DKernel<T>(context) is var kernel && kernel.Accumulator.IsProven ? kernel : null;

    private static bool Supports(KernelContext context) =>
        context.Input(0).Shape.Rank == 4 && context.Output().Shape.Rank == 4
        && context.Input(0).Shape[3] == context.Output().Shape[3] && context.Output().Shape[3] >= Lanes;

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var input = memory.Elements<T>(g.InputTensor);
        var output = memory.Elements<T>(g.OutputTensor);
        using var scratch = new Scratch(input.Length);
        var centered = scratch.Span;
        Centering.Subtract<T>(input, _inputZeroPoint, centered);
        var o = 0;
        for (var batch = 0; batch < g.Batches; batch++)
        {
            for (var y = 0; y < g.Vertical.Output; y++)
            {
                for (var x = 0; x < g.Horizontal.Output; x++)
                {
                    // The last block starts early where the channels are no multiple of the lanes: it computes some twice.
                    for (var channel = 0; channel < g.OutputChannels; channel += Lanes)
                    {
                        var first = Math.Min(channel, g.OutputChannels - Lanes);
                        Accumulate(centered, batch, y, x, first, output.Slice(o + first, Lanes));
                    }

                    o += g.OutputChannels;
                }
            }
        }
    }

    private void Accumulate(ReadOnlySpan<short> centered, int batch, int y, int x, int first, Span<T> output)
    {
        var g = _geometry;
        ref var values = ref MemoryMarshal.GetReference(centered);
        ref var weights = ref MemoryMarshal.GetArrayDataReference(_weights);
        var (low, high) = (Vector256<int>.Zero, Vector256<int>.Zero);
        for (var ky = 0; ky < g.Vertical.Kernel; ky++)
        {
            var sourceY = g.Vertical.Source(y, ky);
            if (!g.Vertical.Contains(sourceY))
            {
                continue;
            }

            for (var kx = 0; kx < g.Horizontal.Kernel; kx++)
            {
                var sourceX = g.Horizontal.Source(x, kx);
                if (g.Horizontal.Contains(sourceX))
                {
                    var value = Vector256.LoadUnsafe(ref values, (nuint)(g.PixelOffset(batch, sourceY, sourceX) + first));
                    var weight = Vector256.LoadUnsafe(ref weights, (nuint)((((ky * g.Horizontal.Kernel) + kx) * g.OutputChannels) + first));
                    low += Vector256.WidenLower(value) * Vector256.WidenLower(weight);
                    high += Vector256.WidenUpper(value) * Vector256.WidenUpper(weight);
                }
            }
        }

        Span<int> sums = stackalloc int[Lanes];
        low.CopyTo(sums);
        high.CopyTo(sums[Vector256<int>.Count..]);
        for (var lane = 0; lane < Lanes; lane++)
        {
            output[lane] = T.CreateTruncating(_stage.Apply(sums[lane], first + lane));
        }
    }
}
