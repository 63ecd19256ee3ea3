using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Core.Geometry;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Stages;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear;

/// <summary>
/// CONV_2D and FULLY_CONNECTED in a register that the worst inputs overflow and real ones hardly do, such as the 20 bits of a lane of the ESP32-S3: all is computed in 32 bits,
/// and what <see cref="NarrowSums"/> does not prove for the inputs at hand is computed anew, tap by tap; bit for bit the reference kernels, overflows and their number included.
/// </summary>
internal sealed class NarrowSumKernel<TIn, TOut> : Kernel
    where TIn : unmanaged, IBinaryInteger<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    private readonly Kernel _wide;
    private readonly OutputStage _stage;
    private readonly NarrowSums _sums;
    private readonly int _input;
    private readonly int _output;
    private readonly int _channels;
    private readonly short _zeroPoint;

    /// <summary>Inputs of a pixel, or of a row where there are no windows.</summary>
    private readonly int _pixel;

    /// <summary>Null where each row of inputs is one window.</summary>
    private readonly ConvolutionGeometry? _geometry;

    private NarrowSumKernel(KernelContext context, Kernel wide, OutputStage stage, NarrowSums sums)
    {
        (_wide, _stage, _sums) = (wide, stage, sums);
        (_input, _output) = (context.InputIndex(0), context.OutputIndex());
        (_channels, _zeroPoint) = (stage.Bias.Length, (short)context.ActivationQuantization(context.Input(0)).ZeroPoint);
        _geometry = context.Operator is Conv2D ? ConvolutionGeometry.Of(context.Step) : null;
        _pixel = _geometry?.InputChannels ?? context.Input(1).Shape[^1];
    }

    public override AccumulatorUse Accumulator => _stage.Accumulator;

    /// <summary>Serves what <paramref name="create"/> serves in 32 bits.</summary>
    /// <param name="context">The operator.</param>
    /// <param name="create">The kernel of sums that cannot overflow.</param>
    public static Kernel? TryCreate(KernelContext context, Func<KernelContext, Kernel?> create)
    {
        var arithmetic = context.Arithmetic;
        if (arithmetic.Accumulator.Bits >= Core.Numerics.Accumulator.Int32.Bits || create(context with { Arithmetic = arithmetic with { Accumulator = Core.Numerics.Accumulator.Int32 } }) is not { } wide)
        {
            return null;
        }

        var weights = Weights.Centered(context);
        var stage = OutputStage.Create(context, LinearOperands.Of(context), weights);
        return NarrowSums.TryCreate(weights, stage.Bias, arithmetic.Accumulator) is { } sums ? new NarrowSumKernel<TIn, TOut>(context, wide, stage, sums) : null;
    }

    public override void Run(TensorMemory memory)
    {
        _wide.Run(memory);
        var input = memory.Elements<TIn>(_input);
        var output = memory.Elements<TOut>(_output);
        var pixels = input.Length / _pixel;
        using var scratch = new Scratch(pixels);
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            scratch.Span[pixel] = Squares(input.Slice(pixel * _pixel, _pixel));
        }

        short[]? window = null;
        var overflows = 0L;
        for (var position = 0; position * _channels < output.Length; position++)
        {
            var squares = _geometry is null ? scratch.Span[position] : Squares(scratch.Span, position);
            if (squares > _sums.SafeEverywhere)
            {
                window ??= new short[_pixel * (_geometry is { } g ? g.Vertical.Kernel * g.Horizontal.Kernel : 1)];
                Gather(input, position, window);
                overflows += Sum(window, squares, output.Slice(position * _channels, _channels));
            }
        }

        memory.ReportOverflows(_stage.Accumulator, overflows);
    }

    /// <summary>The outputs of a window that are not proven; how many of them overflowed.</summary>
    private long Sum(ReadOnlySpan<short> window, int squares, Span<TOut> output)
    {
        var overflows = 0L;
        for (var channel = 0; channel < output.Length; channel++)
        {
            if (_sums.IsSafe(squares, channel))
            {
                continue;
            }

            var overflowed = false;
            var sum = _sums.Of(window, channel, ref overflowed);
            output[channel] = TOut.CreateTruncating(_stage.Apply(sum, channel, ref overflowed));
            overflows += overflowed ? 1 : 0;
        }

        return overflows;
    }

    /// <summary>Σx² of a window, from those of its pixels.</summary>
    private int Squares(ReadOnlySpan<int> pixels, int position)
    {
        var sum = 0;
        for (var tap = 0; tap < _geometry!.Vertical.Kernel * _geometry.Horizontal.Kernel; tap++)
        {
            sum += Source(position, tap) is { } pixel ? pixels[pixel] : 0;
        }

        return sum;
    }

    /// <summary>The pixel under a tap of a window; null outside the image.</summary>
    private int? Source(int position, int tap)
    {
        var g = _geometry!;
        var (row, x) = Math.DivRem(position, g.Horizontal.Output);
        var (batch, y) = Math.DivRem(row, g.Vertical.Output);
        var (sourceY, sourceX) = (g.Vertical.Source(y, tap / g.Horizontal.Kernel), g.Horizontal.Source(x, tap % g.Horizontal.Kernel));
        return g.Vertical.Contains(sourceY) && g.Horizontal.Contains(sourceX) ? g.PixelOffset(batch, sourceY, sourceX) / _pixel : null;
    }

    private void Gather(ReadOnlySpan<TIn> input, int position, Span<short> window)
    {
        for (var tap = 0; tap * _pixel < window.Length; tap++)
        {
            var taps = window.Slice(tap * _pixel, _pixel);
            if ((_geometry is null ? position : Source(position, tap)) is not { } pixel)
            {
                taps.Clear();
                continue;
            }

            var values = input.Slice(pixel * _pixel, _pixel);
            for (var i = 0; i < taps.Length; i++)
            {
                taps[i] = (short)(short.CreateTruncating(values[i]) - _zeroPoint);
            }
        }
    }

    /// <summary>Σx² of centered values.</summary>
    private int Squares(ReadOnlySpan<TIn> values)
    {
        var (sum, i) = (0, 0);
        if (Avx2.IsSupported)
        {
            ref var first = ref Unsafe.As<TIn, byte>(ref MemoryMarshal.GetReference(values));
            var (sums, zeroPoint) = (Vector256<int>.Zero, Vector256.Create(_zeroPoint));
            for (; i + Vector128<byte>.Count <= values.Length; i += Vector128<byte>.Count)
            {
                var centered = WidenedBytes.Widen<TIn>(Vector128.LoadUnsafe(ref first, (nuint)i)) - zeroPoint;
                sums += Avx2.MultiplyAddAdjacent(centered, centered);
            }

            sum = Vector256.Sum(sums);
        }

        for (; i < values.Length; i++)
        {
            var centered = int.CreateTruncating(values[i]) - _zeroPoint;
            sum += centered * centered;
        }

        return sum;
    }
}
