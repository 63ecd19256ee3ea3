using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mrq.Core.Graph.Operators;
using Mrq.Emulator.Reference;

namespace Mrq.Emulator.Simd;

/// <summary>
/// CONV_2D as a matrix product: patches of centered input against weights packed in panels of eight output channels, two
/// depths side by side, so that one <see cref="PairProducts.Sum"/> serves eight channels. Integer addition modulo 2³² does not
/// depend on its order, so the accumulators are <see cref="Conv2DKernel{TIn,TOut}"/>'s.
/// </summary>
internal sealed class PackedConv2DKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private const int PanelChannels = 8;
    private const int BlockPixels = 4;
    private readonly ConvolutionGeometry _geometry;
    private readonly OutputStage _stage;
    private readonly int _inputZeroPoint;

    /// <summary>Depth of a patch, rounded up to even.</summary>
    private readonly int _depth;
    private readonly int _panels;

    /// <summary>[panel][depth / 2][channel][2]</summary>
    private readonly short[] _weights;

    public PackedConv2DKernel(KernelContext context)
    {
        var isUnsigned = typeof(T) == typeof(byte);
        var conv = (Conv2D)context.Operator;
        _geometry = ConvolutionGeometry.OfConv2D(context, conv);
        var weights = Weights.Centered(context, applyZeroPoint: isUnsigned);
        _stage = OutputStage.Create(context, LinearLayer.Of(conv, context, _geometry.OutputChannels), weights);
        _inputZeroPoint = context.ActivationQuantization(context.Input(0)).ZeroPoint;
        var depth = _geometry.Vertical.Kernel * _geometry.Horizontal.Kernel * _geometry.InputChannels;
        _depth = depth + (depth & 1);
        _panels = (_geometry.OutputChannels + PanelChannels - 1) / PanelChannels;
        _weights = Pack(weights, depth);
    }

    public override AccumulatorUse Accumulator => _stage.Accumulator;

    /// <summary>Serves everything but grouped convolutions and those that may overflow.</summary>
    public static Kernel? TryCreate(KernelContext context) =>
        Supports(context) && new PackedConv2DKernel<T>(context) is var kernel && kernel.Accumulator.IsProven ? kernel : null;

    private static bool Supports(KernelContext context) =>
        context.Input(1).Shape.Rank == 4 && context.Input(0).Shape.Rank == 4 && context.Input(1).Shape[3] == context.Input(0).Shape[3];

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var input = memory.Elements<T>(g.InputTensor);
        var output = memory.Elements<T>(g.OutputTensor);
        using var rented = new Scratch(input.Length + (BlockPixels * _depth));
        var scratch = rented.Span;
        var centered = scratch[..input.Length];
        var patches = scratch[input.Length..];
        patches.Clear();
        Centering.Subtract<T>(input, _inputZeroPoint, centered);

        var pixels = g.Batches * g.Vertical.Output * g.Horizontal.Output;
        for (var pixel = 0; pixel < pixels; pixel += BlockPixels)
        {
            var count = Math.Min(BlockPixels, pixels - pixel);
            for (var i = 0; i < count; i++)
            {
                Gather(centered, pixel + i, patches.Slice(i * _depth, _depth));
            }

            for (var panel = 0; panel < _panels; panel++)
            {
                Multiply(patches, panel, count, output[(pixel * g.OutputChannels)..]);
            }
        }
    }

    private void Multiply(ReadOnlySpan<short> patches, int panel, int pixels, Span<T> output)
    {
        ref var weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_weights), panel * _depth * PanelChannels);
        ref var patch = ref MemoryMarshal.GetReference(patches);
        var (sum0, sum1, sum2, sum3) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);

        // All four pixels are always computed: patches past the end hold stale but readable values and are not written out.
        for (var k = 0; k < _depth; k += 2)
        {
            var w = Vector256.LoadUnsafe(ref weights, (nuint)(k * PanelChannels));
            sum0 += PairProducts.Sum(w, Pair(ref patch, k));
            sum1 += PairProducts.Sum(w, Pair(ref patch, k + _depth));
            sum2 += PairProducts.Sum(w, Pair(ref patch, k + (2 * _depth)));
            sum3 += PairProducts.Sum(w, Pair(ref patch, k + (3 * _depth)));
        }

        Span<int> sums = stackalloc int[BlockPixels * PanelChannels];
        sum0.CopyTo(sums);
        sum1.CopyTo(sums[PanelChannels..]);
        sum2.CopyTo(sums[(2 * PanelChannels)..]);
        sum3.CopyTo(sums[(3 * PanelChannels)..]);

        var first = panel * PanelChannels;
        var channels = Math.Min(PanelChannels, _geometry.OutputChannels - first);
        for (var i = 0; i < pixels; i++)
        {
            var target = output.Slice((i * _geometry.OutputChannels) + first, channels);
            for (var channel = 0; channel < channels; channel++)
            {
                target[channel] = T.CreateTruncating(_stage.Apply(sums[(i * PanelChannels) + channel], first + channel));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Pair(ref short patch, int k) =>
        Vector256.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.As<short, byte>(ref Unsafe.Add(ref patch, k)))).AsInt16();

    /// <summary>The taps of one output pixel, zeros where the window leaves the image.</summary>
    private void Gather(ReadOnlySpan<short> centered, int pixel, Span<short> patch)
    {
        var g = _geometry;
        var x = pixel % g.Horizontal.Output;
        var y = pixel / g.Horizontal.Output % g.Vertical.Output;
        var batch = pixel / g.Horizontal.Output / g.Vertical.Output;
        var at = 0;
        for (var ky = 0; ky < g.Vertical.Kernel; ky++)
        {
            var sourceY = g.Vertical.Source(y, ky);
            for (var kx = 0; kx < g.Horizontal.Kernel; kx++)
            {
                var sourceX = g.Horizontal.Source(x, kx);
                var taps = patch.Slice(at, g.InputChannels);
                if (g.Vertical.Contains(sourceY) && g.Horizontal.Contains(sourceX))
                {
                    centered.Slice(g.PixelOffset(batch, sourceY, sourceX), g.InputChannels).CopyTo(taps);
                }
                else
                {
                    taps.Clear();
                }

                at += g.InputChannels;
            }
        }
    }

    private short[] Pack(short[] weights, int depth)
    {
        var packed = new short[_panels * _depth * PanelChannels];
        for (var channel = 0; channel < _geometry.OutputChannels; channel++)
        {
            var (panel, lane) = Math.DivRem(channel, PanelChannels);
            for (var k = 0; k < depth; k++)
            {
                packed[(((panel * (_depth / 2)) + (k / 2)) * PanelChannels * 2) + (lane * 2) + (k & 1)] = weights[(channel * depth) + k];
            }
        }

        return packed;
    }
}
