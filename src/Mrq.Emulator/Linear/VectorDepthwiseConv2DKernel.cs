using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Mrq.Core.Geometry;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Products;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear;

/// <summary>
/// DEPTHWISE_CONV_2D with one output channel per input channel, sixteen channels at a time; bit for bit
/// <see cref="DepthwiseConv2DKernel{TIn,TOut}"/>. The rows under the windows come from <see cref="TapRows{TTaps}"/>, with the zero point where
/// the window leaves the image, so that padding, strides and dilations cost the loop over windows nothing.
/// </summary>
internal sealed class VectorDepthwiseConv2DKernel<TIn, TOut> : Kernel
    where TIn : unmanaged, IBinaryInteger<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    private const int Lanes = TapPairs.Channels;

    /// <summary>Bytes of the image under the rows that are computed for one block before the next: they are read once for each block.</summary>
    private const int StripBytes = 128 * 1024;

    /// <summary>Windows whose sums are formed before they are requantized, in whole rows: they stay in the first-level cache.</summary>
    private const int WindowsAtATime = 64;
    private readonly ConvolutionGeometry _geometry;
    private readonly TileStage<TOut> _stage;
    private readonly TapRows<PairTaps<TIn>> _rows;

    /// <summary>The first channel of each block; the last starts early where the channels are no multiple of the lanes, and computes some twice.</summary>
    private readonly int[] _blocks;

    /// <summary>[block][row][pair of taps][channel], see <see cref="TapPairs"/>.</summary>
    private readonly int[] _weights;
    private readonly int[] _initial;

    /// <summary>Pairs of taps of a window.</summary>
    private readonly int _taps;

    /// <summary>Rows of the output that are computed at a time, and for one block of channels before the next.</summary>
    private readonly int _outputRows;
    private readonly int _strip;

    private VectorDepthwiseConv2DKernel(KernelContext context, ConvolutionGeometry geometry, short[] weights, OutputStage stage)
    {
        var g = _geometry = geometry;
        Accumulator = stage.Accumulator;
        var zeroPoint = context.ActivationQuantization(context.Input(0)).ZeroPoint;
        _outputRows = OutputRows(g);
        _rows = new TapRows<PairTaps<TIn>>(g, (byte)zeroPoint, _outputRows);
        _blocks = [.. Enumerable.Range(0, (g.OutputChannels + Lanes - 1) / Lanes).Select(block => Math.Min(block * Lanes, g.OutputChannels - Lanes))];
        int[] channels = [.. _blocks.SelectMany(first => Enumerable.Range(first, Lanes))];
        _stage = TileStage<TOut>.Create(stage, channels);

        _taps = g.Vertical.Kernel * _rows.Groups;
        var imageRow = (long)g.Horizontal.Input * g.InputChannels * g.Vertical.Stride;
        _strip = Math.Max((int)Math.Min(StripBytes / imageRow, g.Vertical.Output) / _outputRows, 4) * _outputRows;
        _weights = new int[_blocks.Length * _taps * Lanes];
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
                _weights[(((block * _taps) + (ky * _rows.Groups) + (kx / 2)) * Lanes) + lane] |= (weight & 0xFFFF) << (kx % 2 * 16);
            }

            _initial[column] = unchecked(_stage.InitialSum(column) - (sum * zeroPoint));
        }
    }

    public override AccumulatorUse Accumulator { get; }

    /// <summary>Serves a depth multiplier of 1, at least one full vector of channels, and sums that cannot overflow.</summary>
    public static Kernel? TryCreate(KernelContext context)
    {
        var geometry = ConvolutionGeometry.OfDepthwiseConv2D(context.Step, (DepthwiseConv2D)context.Operator);
        if (geometry.DepthMultiplier != 1 || geometry.OutputChannels < Lanes || !TileStage<TOut>.TakesInput(context) || !IsOrdinary(geometry))
        {
            return null;
        }

        var weights = Weights.Centered(context);
        var stage = DepthwiseStage.Create(context, geometry, weights);
        return stage.Accumulator.FitsInt32 ? new VectorDepthwiseConv2DKernel<TIn, TOut>(context, geometry, weights, stage) : null;
    }

    /// <summary>Refuses empty outputs, and what would not fit the memory for rows.</summary>
    private static bool IsOrdinary(ConvolutionGeometry g) => g.Vertical.Output > 0 && g.Horizontal.Output > 0 && TapRows<PairTaps<TIn>>.Fits(g, OutputRows(g));

    private static int OutputRows(ConvolutionGeometry g) => Math.Clamp(WindowsAtATime / g.Horizontal.Output, 1, g.Vertical.Output);

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var input = memory.Elements<byte>(g.InputTensor);
        var output = memory.Elements<TOut>(g.OutputTensor);
        var (image, result) = (g.Vertical.Input * g.Horizontal.Input * g.InputChannels, g.Vertical.Output * g.Horizontal.Output * g.OutputChannels);
        using var scratch = new Scratch(_rows.ScratchLength + (_outputRows * ((g.Horizontal.Output * Lanes) + _taps)));
        _rows.Begin(scratch.Span);
        for (var batch = 0; batch < g.Batches; batch++)
        {
            for (var first = 0; first < g.Vertical.Output; first += _strip)
            {
                for (var block = 0; block < _blocks.Length; block++)
                {
                    Run(input.Slice(batch * image, image)[_blocks[block]..], output.Slice(batch * result, result)[_blocks[block]..], first, block, scratch.Span);
                }
            }
        }
    }

    /// <summary>Sixteen channels of a strip of rows.</summary>
    private void Run(ReadOnlySpan<byte> image, Span<TOut> output, int first, int block, Span<int> scratch)
    {
        var g = _geometry;
        var width = g.Horizontal.Output;
        var rows = scratch[.._rows.ScratchLength];
        _rows.Clear(rows);
        for (var end = Math.Min(first + _strip, g.Vertical.Output); first < end; first += _outputRows)
        {
            var count = Math.Min(_outputRows, end - first);
            var sums = scratch.Slice(rows.Length, count * width * Lanes);
            var taps = scratch.Slice(rows.Length + sums.Length, count * _taps);
            Locate(image, first, rows, taps);
            Accumulate(rows, taps, block, sums);
            _stage.Store(sums, Lanes, count * width, block * Lanes, Lanes, output[(first * width * g.OutputChannels)..], g.OutputChannels);
        }
    }

    /// <summary>Where the taps of each row's first window stand among the paired rows.</summary>
    private void Locate(ReadOnlySpan<byte> image, int y, Span<int> rows, Span<int> taps)
    {
        for (var i = 0; i < taps.Length; y++)
        {
            for (var ky = 0; ky < _geometry.Vertical.Kernel; ky++)
            {
                var start = _rows.Row(image, _geometry.Vertical.Source(y, ky), rows);
                for (var pair = 0; pair < _rows.Groups; pair++)
                {
                    taps[i++] = start + (pair * _rows.GroupStride);
                }
            }
        }
    }

    private void Accumulate(ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, int block, Span<int> sums)
    {
        var weights = _weights.AsSpan(block * _taps * Lanes, _taps * Lanes);
        var initial = _initial.AsSpan(block * Lanes, Lanes);
        if (Avx2.IsSupported && _taps == 6)
        {
            TapPairs.AccumulateSix(rows, taps, _rows.WindowStride, weights, initial, sums);
            return;
        }

        var width = _geometry.Horizontal.Output;
        for (; !taps.IsEmpty; taps = taps[_taps..], sums = sums[(width * Lanes)..])
        {
            var window = taps[.._taps];
            foreach (var tap in window)
            {
                // The one check for the reads below: the last window lies furthest.
                _ = rows.Slice(tap + ((width - 1) * _rows.WindowStride), Lanes);
            }

            for (var x = 0; x < width; x++)
            {
                ref var place = ref Unsafe.Add(ref MemoryMarshal.GetReference(rows), x * _rows.WindowStride);
                TapPairs.Accumulate(ref place, window, ref MemoryMarshal.GetReference(weights), ref MemoryMarshal.GetReference(initial), ref sums[x * Lanes]);
            }
        }
    }
}
