using System.Numerics;
using System.Runtime.Intrinsics;
using Mrq.Core.Geometry;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Products;
using Mrq.Emulator.Linear.Stages;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear;

/// <summary>
/// DEPTHWISE_CONV_2D with one output channel per input channel, 32 channels and four taps of a row at a time; bit for bit
/// <see cref="DepthwiseConv2DKernel{TIn,TOut}"/>. Rows come interleaved from <see cref="TapRows{TTaps}"/>, for a strip of windows that is so
/// narrow that they stay in the first-level cache.
/// </summary>
/// <typeparam name="TIn">The input's type.</typeparam>
/// <typeparam name="TOut">The output's type.</typeparam>
/// <typeparam name="TIsa">An instruction that multiplies unsigned inputs by signed weights, four to a lane.</typeparam>
internal sealed class QuadDepthwiseConv2DKernel<TIn, TOut, TIsa> : Kernel
    where TIn : unmanaged, IBinaryInteger<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>
    where TIsa : IDotProduct<Vector256<int>>
{
    private const int Lanes = TapQuads.Channels;

    /// <summary>Windows of a row that are computed before the row below.</summary>
    private const int WindowsOfStrip = 28;

    /// <summary>Bytes of the image under the rows that are computed for one block before the next: they are read once for each block.</summary>
    private const int StripBytes = 128 * 1024;
    private readonly ConvolutionGeometry _geometry;
    private readonly TileStage<TOut> _stage;
    private readonly DepthwiseQuads _quads;

    /// <summary>The interleaved rows of each strip of windows.</summary>
    private readonly TapRows<QuadTaps<TIn>>[] _strips;

    /// <summary>Rows of the output that are computed for one block before the next.</summary>
    private readonly int _rows;

    private QuadDepthwiseConv2DKernel(KernelContext context, ConvolutionGeometry geometry, OutputStage stage, DepthwiseQuads quads)
    {
        (_geometry, _quads, Accumulator) = (geometry, quads, stage.Accumulator);
        _stage = TileStage<TOut>.Create(stage, quads.Channels);
        var zeroPoint = context.ActivationQuantization(context.Input(0)).ZeroPoint;
        _strips = [.. Strips(geometry).Select(strip => new TapRows<QuadTaps<TIn>>(strip, (byte)zeroPoint, 1))];
        var imageRow = (long)geometry.Horizontal.Input * geometry.InputChannels * geometry.Vertical.Stride;
        _rows = Math.Max((int)Math.Min(StripBytes / imageRow, geometry.Vertical.Output), 4);
        quads.Start(_stage, zeroPoint + QuadTaps<TIn>.Offset);
    }

    public override AccumulatorUse Accumulator { get; }

    /// <summary>Serves a depth multiplier of 1, at least 32 channels, weights that two bytes sum to, and sums that cannot overflow.</summary>
    public static Kernel? TryCreate(KernelContext context)
    {
        var geometry = ConvolutionGeometry.OfDepthwiseConv2D(context.Step, (DepthwiseConv2D)context.Operator);
        if (!TIsa.IsSupported || geometry.DepthMultiplier != 1 || geometry.OutputChannels < Lanes || !TileStage<TOut>.TakesInput(context) || !IsOrdinary(geometry))
        {
            return null;
        }

        var weights = Weights.Centered(context);
        var stage = DepthwiseStage.Create(context, geometry, weights);
        return stage.Accumulator.FitsInt32 && DepthwiseQuads.TryCreate(geometry, weights) is { } quads ? new QuadDepthwiseConv2DKernel<TIn, TOut, TIsa>(context, geometry, stage, quads) : null;
    }

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var input = memory.Elements<byte>(g.InputTensor);
        var output = memory.Elements<TOut>(g.OutputTensor);
        var (image, result) = (g.Vertical.Input * g.Horizontal.Input * g.InputChannels, g.Vertical.Output * g.Horizontal.Output * g.OutputChannels);
        using var scratch = new Scratch(_strips.Max(strip => strip.ScratchLength) + (WindowsOfStrip * Lanes) + _quads.Taps);
        for (var batch = 0; batch < g.Batches; batch++)
        {
            for (var first = 0; first < g.Vertical.Output; first += _rows)
            {
                for (var block = 0; block < _quads.Blocks; block++)
                {
                    var channel = _quads.FirstChannel(block);
                    for (var strip = 0; strip < _strips.Length; strip++)
                    {
                        Run(input.Slice(batch * image, image)[channel..], output.Slice(batch * result, result)[channel..], (first, strip, block), scratch.Span);
                    }
                }
            }
        }
    }

    /// <summary>Refuses empty outputs, and what would not fit the memory for rows.</summary>
    private static bool IsOrdinary(ConvolutionGeometry g) => g.Vertical.Output > 0 && g.Horizontal.Output > 0 && TapRows<QuadTaps<TIn>>.Fits(g, 1);

    /// <summary>The geometry as so many narrower ones side by side.</summary>
    private static IEnumerable<ConvolutionGeometry> Strips(ConvolutionGeometry g)
    {
        for (var first = 0; first < g.Horizontal.Output; first += WindowsOfStrip)
        {
            var count = Math.Min(WindowsOfStrip, g.Horizontal.Output - first);
            yield return g with { Horizontal = g.Horizontal with { Output = count, Before = g.Horizontal.Before - (first * g.Horizontal.Stride) } };
        }
    }

    /// <summary>32 channels of a strip of windows, in some rows.</summary>
    private void Run(ReadOnlySpan<byte> image, Span<TOut> output, (int Row, int Strip, int Block) at, Span<int> scratch)
    {
        switch (_stage.Lines?.KindOf(at.Block * Lanes, Lanes))
        {
            case LineKind.Plain:
                Run(image, output, at, scratch, DepthwiseQuads.Load<LineLanes>(_stage.Lines, at.Block), isFused: true);
                break;
            case LineKind.Raised:
                Run(image, output, at, scratch, DepthwiseQuads.Load<RaisedLanes>(_stage.Lines, at.Block), isFused: true);
                break;
            case LineKind.Signed:
                Run(image, output, at, scratch, DepthwiseQuads.Load<SignedLanes>(_stage.Lines, at.Block), isFused: true);
                break;
            case LineKind.SignedRaised:
                Run(image, output, at, scratch, DepthwiseQuads.Load<SignedRaisedLanes>(_stage.Lines, at.Block), isFused: true);
                break;
            default:
                Run(image, output, at, scratch, default(QuadLines<LineLanes>), isFused: false);
                break;
        }
    }

    private void Run<TLanes>(ReadOnlySpan<byte> image, Span<TOut> output, (int Row, int Strip, int Block) at, Span<int> scratch, in QuadLines<TLanes> lines, bool isFused)
        where TLanes : struct, IStageLanes
    {
        var g = _geometry;
        var strip = _strips[at.Strip];
        var rows = scratch[..strip.ScratchLength];
        var taps = scratch.Slice(scratch.Length - _quads.Taps, _quads.TapsOf(at.Block));
        var sums = scratch.Slice(rows.Length, WindowsOfStrip * Lanes);
        var firstWindow = at.Strip * WindowsOfStrip;
        var count = Math.Min(WindowsOfStrip, g.Horizontal.Output - firstWindow);
        var range = _stage.Range?.Load() ?? default;
        var windows = new QuadWindows(taps, _quads.Weights(at.Block), _quads.Initial(at.Block), strip.WindowStride, count);
        strip.Begin(rows);
        strip.Clear(rows);
        for (var y = at.Row; y < Math.Min(at.Row + _rows, g.Vertical.Output); y++)
        {
            Locate(image, strip, y, rows, taps, _quads.Repeated(at.Block));
            var target = output[(((y * g.Horizontal.Output) + firstWindow) * g.OutputChannels)..];
            if (isFused)
            {
                TapQuads.Run<TIsa, TOut, TLanes>(rows, windows, lines, range, target, g.OutputChannels);
            }
            else
            {
                TapQuads.Accumulate<TIsa>(rows, windows, sums);
                _stage.Store(sums, Lanes, count, at.Block * Lanes, Lanes, target, g.OutputChannels);
            }
        }
    }

    /// <summary>Where the taps of a row's first window stand among the interleaved rows, and behind them those that come a second time.</summary>
    private void Locate(ReadOnlySpan<byte> image, TapRows<QuadTaps<TIn>> strip, int y, Span<int> rows, Span<int> taps, ReadOnlySpan<int> repeated)
    {
        var once = _geometry.Vertical.Kernel * strip.Groups;
        for (var i = 0; i < once; i += strip.Groups)
        {
            var start = strip.Row(image, _geometry.Vertical.Source(y, i / strip.Groups), rows);
            for (var group = 0; group < strip.Groups; group++)
            {
                taps[i + group] = start + (group * strip.GroupStride);
            }
        }

        for (var i = 0; i < repeated.Length; i++)
        {
            taps[once + i] = taps[repeated[i]];
        }
    }
}
