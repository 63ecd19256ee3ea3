using System.Numerics;
using System.Runtime.InteropServices;
using Mrq.Core.Geometry;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Products;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear;

/// <summary>CONV_2D as a product of packed patches with packed weights; bit for bit <see cref="Conv2DKernel{TIn,TOut}"/>.</summary>
internal sealed class PackedConv2DKernel<TIn, TOut> : Kernel
    where TIn : unmanaged, IBinaryInteger<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    /// <summary>Bytes of packed patches at a time: they stay in the second-level cache while all panels of weights pass.</summary>
    private const int BlockBytes = 64 * 1024;
    private readonly ConvolutionGeometry _geometry;
    private readonly PackedProduct<TOut> _product;
    private readonly int _inputZeroPoint;
    private readonly int _blockRows;
    private readonly bool _isPointwise;

    /// <summary>Whether the taps of a window's row lie side by side, and so do the windows' rows.</summary>
    private readonly bool _isUndilated;

    private PackedConv2DKernel(KernelContext context, ConvolutionGeometry geometry, ReadOnlySpan<short> weights, OutputStage stage)
    {
        Accumulator = stage.Accumulator;
        _geometry = geometry;
        _inputZeroPoint = context.ActivationQuantization(context.Input(0)).ZeroPoint;
        _product = PackedProduct<TOut>.Create(weights, geometry.OutputChannels, typeof(TIn) == typeof(sbyte), _inputZeroPoint, stage);
        var tiles = BlockBytes / (_product.Packer.Words * sizeof(int)) / PackedProduct<TOut>.RowsPerTile;
        _blockRows = Math.Clamp(tiles * PackedProduct<TOut>.RowsPerTile, PackedProduct<TOut>.RowsPerTile, PackedProduct<TOut>.RowsPerBlock);
        _isPointwise = geometry.Vertical.IsPointwise && geometry.Horizontal.IsPointwise && _product.Packer.IsDense;
        _isUndilated = geometry.Vertical.Dilation == 1 && geometry.Horizontal.Dilation == 1;
    }

    public override AccumulatorUse Accumulator { get; }

    /// <summary>Serves everything but grouped convolutions and those that may overflow.</summary>
    public static Kernel? TryCreate(KernelContext context)
    {
        var conv = (Conv2D)context.Operator;
        var geometry = ConvolutionGeometry.OfConv2D(context.Step, conv);
        if (geometry.FilterChannels != geometry.InputChannels || geometry.OutputChannels == 0)
        {
            return null;
        }

        var weights = Weights.Centered(context);
        var stage = OutputStage.Create(context, LinearOperands.Of(conv, context, geometry.OutputChannels), weights);
        return stage.Accumulator.FitsInt32 && TileStage<TOut>.TakesInput(context) ? new PackedConv2DKernel<TIn, TOut>(context, geometry, weights, stage) : null;
    }

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var packer = _product.Packer;
        var input = memory.Elements<byte>(g.InputTensor);
        var output = memory.Elements<TOut>(g.OutputTensor);
        using var scratch = new Scratch(_blockRows * packer.Words);
        var rows = scratch.Span;
        var pixels = g.Batches * g.Vertical.Output * g.Horizontal.Output;
        if (_isPointwise && packer.KeepsBytes)
        {
            _product.Multiply(MemoryMarshal.Cast<byte, int>(input), pixels, output);
            return;
        }

        for (var pixel = 0; pixel < pixels; pixel += _blockRows)
        {
            var count = Math.Min(_blockRows, pixels - pixel);
            if (_isPointwise)
            {
                packer.Pack(input.Slice(pixel * g.InputChannels, count * g.InputChannels), rows, 0);
            }
            else
            {
                Gather(input, pixel, count, rows);
            }

            _product.Multiply(rows, count, output[(pixel * g.OutputChannels)..]);
        }
    }

    /// <summary>The taps of some output pixels, each a row.</summary>
    private void Gather(ReadOnlySpan<byte> input, int pixel, int count, Span<int> rows)
    {
        var g = _geometry;
        var words = _product.Packer.Words;
        for (var i = 0; i < count;)
        {
            var (row, x) = Math.DivRem(pixel + i, g.Horizontal.Output);
            var (batch, y) = Math.DivRem(row, g.Vertical.Output);
            var (top, left) = (g.Vertical.Source(y, 0), g.Horizontal.Source(x, 0));
            var packed = 0;
            if (_isUndilated && left >= 0 && left + g.Horizontal.Kernel <= g.Horizontal.Input && top >= 0 && top + g.Vertical.Kernel <= g.Vertical.Input)
            {
                // Windows that lie inside the image, up to the last of this row.
                var inside = Math.Min(Math.Min(count - i, g.Horizontal.Output - x), ((g.Horizontal.Input - g.Horizontal.Kernel - left) / g.Horizontal.Stride) + 1);
                packed = _product.Packer.PackWindows(
                    input[g.PixelOffset(batch, top, left)..],
                    g.Horizontal.Kernel * g.InputChannels,
                    (g.Vertical.Kernel, g.Horizontal.Input * g.InputChannels),
                    (inside, g.Horizontal.Stride * g.InputChannels),
                    rows[(i * words)..]);
            }

            if (packed == 0)
            {
                Gather(input, pixel + i, rows, i * words * _product.Packer.DepthPerWord);
                packed = 1;
            }

            i += packed;
        }
    }

    /// <summary>The taps of one output pixel, the zero point where the window leaves the image.</summary>
    private void Gather(ReadOnlySpan<byte> input, int pixel, Span<int> rows, int at)
    {
        var g = _geometry;
        var packer = _product.Packer;
        var (row, x) = Math.DivRem(pixel, g.Horizontal.Output);
        var (batch, y) = Math.DivRem(row, g.Vertical.Output);

        // Without dilation the taps of a window's row lie side by side: one run of those inside the image.
        var run = g.Horizontal.Dilation == 1 ? g.Horizontal.Kernel : 1;
        for (var ky = 0; ky < g.Vertical.Kernel; ky++)
        {
            var sourceY = g.Vertical.Source(y, ky);
            for (var kx = 0; kx < g.Horizontal.Kernel; kx += run)
            {
                var left = g.Horizontal.Source(x, kx);
                var (first, last) = (Math.Clamp(-left, 0, run), Math.Clamp(g.Horizontal.Input - left, 0, run));
                if (!g.Vertical.Contains(sourceY) || first >= last)
                {
                    packer.Fill(_inputZeroPoint, run * g.InputChannels, rows, at);
                }
                else if (last - first == run)
                {
                    packer.Pack(input.Slice(g.PixelOffset(batch, sourceY, left), run * g.InputChannels), rows, at);
                }
                else
                {
                    packer.Fill(_inputZeroPoint, first * g.InputChannels, rows, at);
                    packer.Pack(input.Slice(g.PixelOffset(batch, sourceY, left + first), (last - first) * g.InputChannels), rows, at + (first * g.InputChannels));
                    packer.Fill(_inputZeroPoint, (run - last) * g.InputChannels, rows, at + (last * g.InputChannels));
                }

                at += run * g.InputChannels;
            }
        }
    }
}
