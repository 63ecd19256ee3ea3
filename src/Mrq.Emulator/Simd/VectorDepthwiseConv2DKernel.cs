using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Emulator.Reference;

namespace Mrq.Emulator.Simd;

/// <summary>
/// DEPTHWISE_CONV_2D with one output channel per input channel, sixteen channels at a time; bit for bit
/// <see cref="DepthwiseConv2DKernel{TIn,TOut}"/>. For each row of the output the rows of the image under it are brought to
/// <see cref="TapPairs"/>, with the zero point where the window leaves the image, so that padding, strides and dilations cost the loop over
/// windows nothing.
/// </summary>
internal sealed class VectorDepthwiseConv2DKernel<TIn, TOut> : Kernel
    where TIn : unmanaged, IBinaryInteger<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    private const int Lanes = TapPairs.Channels;
    private const int LargestRow = 1 << 20;
    private readonly ConvolutionGeometry _geometry;
    private readonly TileStage<TOut> _stage;
    private readonly byte _padding;

    /// <summary>The first channel of each block; the last starts early where the channels are no multiple of the lanes, and computes some twice.</summary>
    private readonly int[] _blocks;

    /// <summary>[block][pair of rows][column][channel], see <see cref="TapPairs"/>.</summary>
    private readonly int[] _weights;
    private readonly int[] _initial;

    /// <summary>Pairs of a window's rows; an odd last row is paired with itself, under weights of 0.</summary>
    private readonly int _pairs;

    /// <summary>Columns of the image, with padding, that the windows of a row cover.</summary>
    private readonly int _columns;
    private readonly int[] _taps;

    private VectorDepthwiseConv2DKernel(KernelContext context, ConvolutionGeometry geometry, short[] weights, OutputStage stage)
    {
        var g = _geometry = geometry;
        Accumulator = stage.Accumulator;
        var zeroPoint = context.ActivationQuantization(context.Input(0)).ZeroPoint;
        _padding = (byte)zeroPoint;
        _blocks = [.. Enumerable.Range(0, (g.OutputChannels + Lanes - 1) / Lanes).Select(block => Math.Min(block * Lanes, g.OutputChannels - Lanes))];
        int[] channels = [.. _blocks.SelectMany(first => Enumerable.Range(first, Lanes))];
        _stage = TileStage<TOut>.Create(stage, channels);

        _pairs = (g.Vertical.Kernel + 1) / 2;
        _columns = ((g.Horizontal.Output - 1) * g.Horizontal.Stride) + ((g.Horizontal.Kernel - 1) * g.Horizontal.Dilation) + 1;
        _taps = [.. Enumerable.Range(0, _pairs).SelectMany(pair => Enumerable.Range(0, g.Horizontal.Kernel).Select(kx => ((pair * _columns) + (kx * g.Horizontal.Dilation)) * Lanes))];
        _weights = new int[_blocks.Length * _taps.Length * Lanes];
        _initial = new int[channels.Length];
        for (var column = 0; column < channels.Length; column++)
        {
            var (block, lane) = Math.DivRem(column, Lanes);
            var sum = 0;
            for (var tap = 0; tap < g.Vertical.Kernel * g.Horizontal.Kernel; tap++)
            {
                var (ky, kx) = Math.DivRem(tap, g.Horizontal.Kernel);
                var weight = weights[(tap * g.OutputChannels) + channels[column]];
                sum += weight;
                _weights[(((block * _taps.Length) + (ky / 2 * g.Horizontal.Kernel) + kx) * Lanes) + lane] |= (weight & 0xFFFF) << (ky % 2 * 16);
            }

            _initial[column] = unchecked(_stage.InitialSum(column) - (sum * zeroPoint));
        }
    }

    public override AccumulatorUse Accumulator { get; }

    /// <summary>Serves a depth multiplier of 1, at least one full vector of channels, and sums that cannot overflow.</summary>
    public static Kernel? TryCreate(KernelContext context)
    {
        var geometry = ConvolutionGeometry.OfDepthwiseConv2D(context, (DepthwiseConv2D)context.Operator);
        if (geometry.DepthMultiplier != 1 || geometry.OutputChannels < Lanes || !TileStage<TOut>.TakesInput(context) || !IsOrdinary(geometry))
        {
            return null;
        }

        var weights = Weights.Centered(context, applyZeroPoint: context.Input(1).Type == ElementType.UInt8);
        var stage = DepthwiseStage.Create(context, geometry, weights);
        return stage.Accumulator.FitsInt32 ? new VectorDepthwiseConv2DKernel<TIn, TOut>(context, geometry, weights, stage) : null;
    }

    /// <summary>Refuses empty outputs, and dilations so far beyond the image that a row of padding would not fit memory.</summary>
    private static bool IsOrdinary(ConvolutionGeometry g) =>
        g.Vertical.Output > 0 && g.Horizontal.Output > 0
        && ((long)g.Horizontal.Output * g.Horizontal.Stride) + ((long)g.Horizontal.Kernel * g.Horizontal.Dilation) <= LargestRow / (g.Vertical.Kernel + 1);

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var input = memory.Elements<byte>(g.InputTensor);
        var output = memory.Elements<TOut>(g.OutputTensor);
        using var scratch = new Scratch((g.Horizontal.Output + (_pairs * _columns)) * Lanes);
        var sums = scratch.Span[..(g.Horizontal.Output * Lanes)];
        var pairs = scratch.Span[sums.Length..];
        for (var row = 0; row < g.Batches * g.Vertical.Output; row++)
        {
            var (batch, y) = Math.DivRem(row, g.Vertical.Output);
            var target = output.Slice(row * g.Horizontal.Output * g.OutputChannels, g.Horizontal.Output * g.OutputChannels);
            for (var block = 0; block < _blocks.Length; block++)
            {
                for (var pair = 0; pair < _pairs; pair++)
                {
                    var lower = Math.Min((pair * 2) + 1, g.Vertical.Kernel - 1);
                    Interleave(Row(input, batch, y, pair * 2, block), Row(input, batch, y, lower, block), pairs.Slice(pair * _columns * Lanes, _columns * Lanes));
                }

                Accumulate(pairs, block, sums);
                _stage.Store(sums, Lanes, g.Horizontal.Output, block * Lanes, Lanes, target[_blocks[block]..], g.OutputChannels);
            }
        }
    }

    /// <summary>The image's row under one row of the windows, from the block's first channel to the last one's end; empty outside the image.</summary>
    private ReadOnlySpan<byte> Row(ReadOnlySpan<byte> input, int batch, int y, int ky, int block)
    {
        var g = _geometry;
        var source = g.Vertical.Source(y, ky);
        return g.Vertical.Contains(source)
            ? input.Slice(g.PixelOffset(batch, source, 0) + _blocks[block], ((g.Horizontal.Input - 1) * g.InputChannels) + Lanes)
            : [];
    }

    private void Interleave(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<int> pairs)
    {
        var g = _geometry.Horizontal;
        var stride = _geometry.InputChannels;
        var padding = Vector128.Create(_padding);
        for (var column = 0; column < _columns; column++)
        {
            var x = column - g.Before;
            var isInside = g.Contains(x);
            ref var target = ref MemoryMarshal.GetReference(pairs.Slice(column * Lanes, Lanes));
            TapPairs.Interleave<TIn>(
                isInside && !upper.IsEmpty ? Vector128.Create(upper.Slice(x * stride, Lanes)) : padding,
                isInside && !lower.IsEmpty ? Vector128.Create(lower.Slice(x * stride, Lanes)) : padding,
                ref target);
        }
    }

    private void Accumulate(ReadOnlySpan<int> pairs, int block, Span<int> sums)
    {
        var g = _geometry;
        var weights = _weights.AsSpan(block * _taps.Length * Lanes, _taps.Length * Lanes);
        var initial = _initial.AsSpan(block * Lanes, Lanes);
        if (Avx2.IsSupported && g.Vertical.Kernel == 3 && g.Horizontal.Kernel == 3 && g.Horizontal.Dilation == 1)
        {
            TapPairs.Accumulate3X3(pairs, _columns * Lanes, g.Horizontal.Stride * Lanes, weights, initial, sums);
            return;
        }

        for (var x = 0; x < g.Horizontal.Output; x++)
        {
            // Checked as one: the last tap lies furthest.
            var window = pairs[(x * g.Horizontal.Stride * Lanes)..];
            _ = window.Slice(_taps[^1], Lanes);
            TapPairs.Accumulate(ref MemoryMarshal.GetReference(window), _taps, ref MemoryMarshal.GetReference(weights), ref MemoryMarshal.GetReference(initial), ref sums[x * Lanes]);
        }
    }
}
