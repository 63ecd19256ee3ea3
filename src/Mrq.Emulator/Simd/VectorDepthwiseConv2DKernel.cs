using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Emulator.Reference;

namespace Mrq.Emulator.Simd;

/// <summary>
/// DEPTHWISE_CONV_2D with one output channel per input channel, sixteen channels at a time; bit for bit
/// <see cref="DepthwiseConv2DKernel{TIn,TOut}"/>. The innermost loop sees a list of taps to read: for a pixel whose window leaves the image they
/// are first copied, the zero point where there is no image, so that padding, strides and dilations cost it nothing.
/// </summary>
internal sealed class VectorDepthwiseConv2DKernel<TIn, TOut> : Kernel
    where TIn : unmanaged, IBinaryInteger<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    private const int Lanes = TapPairs.Channels;
    private readonly ConvolutionGeometry _geometry;
    private readonly TileStage<TOut> _stage;
    private readonly byte _padding;

    /// <summary>The first channel of each block; the last starts early where the channels are no multiple of the lanes, and computes some twice.</summary>
    private readonly int[] _blocks;

    /// <summary>[block][pair of taps], see <see cref="TapPairs"/>.</summary>
    private readonly short[] _weights;
    private readonly int[] _initial;

    /// <summary>Where the taps lie from the window's first on; one more where their number is odd, under weights of 0.</summary>
    private readonly int[] _taps;
    private readonly int[] _copiedTaps;

    private VectorDepthwiseConv2DKernel(KernelContext context, ConvolutionGeometry geometry, short[] weights, OutputStage stage)
    {
        var g = _geometry = geometry;
        Accumulator = stage.Accumulator;
        var zeroPoint = context.ActivationQuantization(context.Input(0)).ZeroPoint;
        _padding = (byte)zeroPoint;
        _blocks = [.. Enumerable.Range(0, (g.OutputChannels + Lanes - 1) / Lanes).Select(block => Math.Min(block * Lanes, g.OutputChannels - Lanes))];
        int[] channels = [.. _blocks.SelectMany(first => Enumerable.Range(first, Lanes))];
        _stage = TileStage<TOut>.Create(stage, channels);

        var taps = g.Vertical.Kernel * g.Horizontal.Kernel;
        var pairs = (taps + 1) / 2;
        _taps = new int[pairs * 2];
        _copiedTaps = new int[pairs * 2];
        for (var tap = 0; tap < taps; tap++)
        {
            var (ky, kx) = Math.DivRem(tap, g.Horizontal.Kernel);
            _taps[tap] = ((ky * g.Vertical.Dilation * g.Horizontal.Input) + (kx * g.Horizontal.Dilation)) * g.InputChannels;
            _copiedTaps[tap] = tap * Lanes;
        }

        _weights = new short[_blocks.Length * pairs * 2 * Lanes];
        _initial = new int[channels.Length];
        for (var column = 0; column < channels.Length; column++)
        {
            var sum = 0;
            for (var tap = 0; tap < taps; tap++)
            {
                var weight = weights[(tap * g.OutputChannels) + channels[column]];
                sum += weight;
                _weights[(((column / Lanes * pairs) + (tap / 2)) * 2 * Lanes) + (column % Lanes * 2) + (tap % 2)] = weight;
            }

            _initial[column] = unchecked(_stage.InitialSum(column) - (sum * zeroPoint));
        }
    }

    public override AccumulatorUse Accumulator { get; }

    /// <summary>Serves a depth multiplier of 1, at least one full vector of channels, and sums that cannot overflow.</summary>
    public static Kernel? TryCreate(KernelContext context)
    {
        var geometry = ConvolutionGeometry.OfDepthwiseConv2D(context, (DepthwiseConv2D)context.Operator);
        if (geometry.DepthMultiplier != 1 || geometry.OutputChannels < Lanes || !TileStage<TOut>.TakesInput(context))
        {
            return null;
        }

        var weights = Weights.Centered(context, applyZeroPoint: context.Input(1).Type == ElementType.UInt8);
        var stage = DepthwiseStage.Create(context, geometry, weights);
        return stage.Accumulator.IsProven ? new VectorDepthwiseConv2DKernel<TIn, TOut>(context, geometry, weights, stage) : null;
    }

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var input = memory.Elements<byte>(g.InputTensor);
        var output = memory.Elements<TOut>(g.OutputTensor);
        using var scratch = new Scratch((g.Horizontal.Output * Lanes) + (_copiedTaps.Length * Lanes / sizeof(int)));
        var sums = scratch.Span[..(g.Horizontal.Output * Lanes)];
        var copies = MemoryMarshal.AsBytes(scratch.Span[sums.Length..]);
        for (var row = 0; row < g.Batches * g.Vertical.Output; row++)
        {
            var (batch, y) = Math.DivRem(row, g.Vertical.Output);
            var target = output.Slice(row * g.Horizontal.Output * g.OutputChannels, g.Horizontal.Output * g.OutputChannels);
            for (var block = 0; block < _blocks.Length; block++)
            {
                AccumulateRow(input, batch, y, block, sums, copies);
                _stage.Store(sums, Lanes, g.Horizontal.Output, block * Lanes, Lanes, target[_blocks[block]..], g.OutputChannels);
            }
        }
    }

    private void AccumulateRow(ReadOnlySpan<byte> input, int batch, int y, int block, Span<int> sums, Span<byte> copies)
    {
        var g = _geometry;
        var pairs = _taps.Length / 2;
        ref var weights = ref _weights[block * pairs * 2 * Lanes];
        ref var initial = ref _initial[block * Lanes];
        var (first, last) = g.Vertical.IsInside(y) ? g.Horizontal.Inside : (0, 0);
        for (var x = 0; x < g.Horizontal.Output; x++)
        {
            ref var sum = ref sums[x * Lanes];
            if (x >= first && x < last)
            {
                // The window is inside, and so is a vector from each of its taps on: the block ends with the pixel's channels.
                ref var window = ref Unsafe.AsRef(in input[g.PixelOffset(batch, g.Vertical.Source(y, 0), g.Horizontal.Source(x, 0)) + _blocks[block]]);
                TapPairs.Accumulate<TIn>(ref window, _taps, ref weights, ref initial, ref sum);
            }
            else
            {
                CopyTaps(input, batch, y, x, _blocks[block], copies);
                TapPairs.Accumulate<TIn>(ref copies[0], _copiedTaps, ref weights, ref initial, ref sum);
            }
        }
    }

    private void CopyTaps(ReadOnlySpan<byte> input, int batch, int y, int x, int channel, Span<byte> copies)
    {
        var g = _geometry;
        for (var ky = 0; ky < g.Vertical.Kernel; ky++)
        {
            var sourceY = g.Vertical.Source(y, ky);
            for (var kx = 0; kx < g.Horizontal.Kernel; kx++)
            {
                var sourceX = g.Horizontal.Source(x, kx);
                var copy = copies.Slice(((ky * g.Horizontal.Kernel) + kx) * Lanes, Lanes);
                if (g.Vertical.Contains(sourceY) && g.Horizontal.Contains(sourceX))
                {
                    input.Slice(g.PixelOffset(batch, sourceY, sourceX) + channel, Lanes).CopyTo(copy);
                }
                else
                {
                    copy.Fill(_padding);
                }
            }
        }
    }
}
