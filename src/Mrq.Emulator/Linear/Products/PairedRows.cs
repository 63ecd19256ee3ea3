using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mrq.Core.Geometry;

namespace Mrq.Emulator.Linear.Products;

/// <summary>
/// Sixteen channels of an image's rows as <see cref="TapPairs"/> takes them: for each column a window's tap may lie on, its values and those one
/// dilation further right. A row is paired once for all windows over it; as many rows are held as some rows of windows span, and one of padding.
/// </summary>
internal sealed class PairedRows<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private const int Lanes = TapPairs.Channels;
    private readonly Window _vertical;
    private readonly Window _horizontal;
    private readonly int _channels;
    private readonly byte _padding;

    /// <summary>Rows of the image that the windows span, those between their taps included.</summary>
    private readonly int _span;

    /// <summary>Columns of the image from one held pair to the next: a window of even stride and dilated pairs has a tap on every other only.</summary>
    private readonly int _step;
    private readonly int _columns;
    private readonly int _rowLength;

    /// <param name="geometry">The convolution.</param>
    /// <param name="padding">What lies outside the image.</param>
    /// <param name="outputRows">Rows of windows whose rows are held at a time.</param>
    public PairedRows(ConvolutionGeometry geometry, byte padding, int outputRows)
    {
        (_vertical, _horizontal, _channels, _padding) = (geometry.Vertical, geometry.Horizontal, geometry.InputChannels, padding);
        _span = ((outputRows - 1) * _vertical.Stride) + ((_vertical.Kernel - 1) * _vertical.Dilation) + 1;
        _step = _horizontal.Stride % 2 == 0 ? 2 : 1;
        Pairs = PairsOf(geometry);
        PairStride = 2 * _horizontal.Dilation / _step * Lanes;
        WindowStride = _horizontal.Stride / _step * Lanes;
        _rowLength = ((_horizontal.Output - 1) * WindowStride) + ((Pairs - 1) * PairStride) + Lanes;
        _columns = _rowLength / Lanes;
        ScratchLength = ((_span + 1) * _rowLength) + _span;
    }

    /// <summary>Pairs of taps in a row of the window; the second of an odd last one has weight 0.</summary>
    public int Pairs { get; }

    /// <summary>Words from one pair of a window's taps to the next.</summary>
    public int PairStride { get; }

    /// <summary>Words from one window to the next.</summary>
    public int WindowStride { get; }

    /// <summary>Words that the rows and the record of what they hold take.</summary>
    public int ScratchLength { get; }

    /// <summary>Whether the rows of an ordinary image fit: strides and dilations far beyond the image, which a broken file may have, do not.</summary>
    public static bool Fits(ConvolutionGeometry geometry, int outputRows)
    {
        const long largest = 1 << 20;
        var (vertical, horizontal) = (geometry.Vertical, geometry.Horizontal);
        var span = ((outputRows - 1L) * vertical.Stride) + ((vertical.Kernel - 1L) * vertical.Dilation) + 3;
        var columns = ((long)horizontal.Output * horizontal.Stride) + (2L * PairsOf(geometry) * horizontal.Dilation);
        return span <= largest && columns <= largest / span;
    }

    /// <summary>Writes the row of padding.</summary>
    public void Begin(Span<int> scratch)
    {
        var value = typeof(T) == typeof(sbyte) ? (int)(sbyte)_padding : _padding;
        scratch[.._rowLength].Fill((value << 16) | (value & 0xFFFF));
    }

    /// <summary>Forgets the image's rows: another image or other channels follow.</summary>
    public void Clear(Span<int> scratch) => scratch.Slice((_span + 1) * _rowLength, _span).Fill(int.MinValue);

    /// <summary>Where the row's first pair stands in <paramref name="scratch"/>.</summary>
    /// <param name="image">The image from the first of the sixteen channels on.</param>
    /// <param name="y">A row; outside the image it is padding. All that are in use at a time lie within the span.</param>
    /// <param name="scratch">What holds the rows.</param>
    public int Row(ReadOnlySpan<byte> image, int y, Span<int> scratch)
    {
        if (!_vertical.Contains(y))
        {
            return 0;
        }

        var slot = y % _span;
        var start = (slot + 1) * _rowLength;
        ref var held = ref scratch[((_span + 1) * _rowLength) + slot];
        if (held != y)
        {
            held = y;
            var length = ((_horizontal.Input - 1) * _channels) + Lanes;
            Pair(image.Slice(y * _horizontal.Input * _channels, length), scratch.Slice(start, _rowLength));
        }

        return start;
    }

    private static int PairsOf(ConvolutionGeometry geometry) => (geometry.Horizontal.Kernel + 1) / 2;

    private void Pair(ReadOnlySpan<byte> row, Span<int> pairs)
    {
        var g = _horizontal;
        var stride = _channels;

        // The columns whose both values lie inside the image are one run without checks: the row's length was checked against the last of them.
        var first = Math.Min((g.Before + _step - 1) / _step, _columns);
        var last = Math.Clamp((g.Input - g.Dilation - 1 + g.Before + _step) / _step, first, _columns);
        Edge(row, 0, first, pairs);
        if (first < last)
        {
            ref var left = ref Unsafe.Add(ref MemoryMarshal.GetReference(row), ((first * _step) - g.Before) * stride);
            ref var target = ref Unsafe.Add(ref MemoryMarshal.GetReference(pairs), first * Lanes);
            var (next, right) = ((nint)_step * stride, (nint)g.Dilation * stride);
            for (var column = first; column < last; column++)
            {
                TapPairs.Interleave<T>(Vector128.LoadUnsafe(ref left), Vector128.LoadUnsafe(ref Unsafe.Add(ref left, right)), ref target);
                left = ref Unsafe.Add(ref left, next);
                target = ref Unsafe.Add(ref target, Lanes);
            }
        }

        Edge(row, last, _columns, pairs);
    }

    private void Edge(ReadOnlySpan<byte> row, int first, int last, Span<int> pairs)
    {
        var g = _horizontal;
        for (var column = first; column < last; column++)
        {
            var x = (column * _step) - g.Before;
            TapPairs.Interleave<T>(Values(row, x), Values(row, x + g.Dilation), ref pairs.Slice(column * Lanes, Lanes)[0]);
        }
    }

    private Vector128<byte> Values(ReadOnlySpan<byte> row, int x) =>
        _horizontal.Contains(x) ? Vector128.Create(row.Slice(x * _channels, Lanes)) : Vector128.Create(_padding);
}
