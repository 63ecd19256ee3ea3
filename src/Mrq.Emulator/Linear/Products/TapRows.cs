using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mrq.Core.Geometry;

namespace Mrq.Emulator.Linear.Products;

/// <summary>
/// Some channels of an image's rows as a depthwise product takes them: for each column a window's tap may lie on, its values and those of the next
/// taps to the right, interleaved. A row is interleaved once for all windows over it; as many rows are held as some rows of windows span, and one of
/// padding.
/// </summary>
internal sealed class TapRows<TTaps>
    where TTaps : ITapGroup
{
    /// <summary>Pixels that are copied at a time where a row ends.</summary>
    private const int EdgePixels = 8;

    private readonly Window _vertical;
    private readonly Window _horizontal;
    private readonly int _channels;
    private readonly byte _padding;

    /// <summary>Rows of the image that the windows span, those between their taps included.</summary>
    private readonly int _span;

    /// <summary>Columns of the image from one held group to the next: a window of even stride has a tap on every other only.</summary>
    private readonly int _step;
    private readonly int _columns;
    private readonly int _rowLength;

    /// <param name="geometry">The convolution.</param>
    /// <param name="padding">What lies outside the image.</param>
    /// <param name="outputRows">Rows of windows whose rows are held at a time.</param>
    public TapRows(ConvolutionGeometry geometry, byte padding, int outputRows)
    {
        (_vertical, _horizontal, _channels, _padding) = (geometry.Vertical, geometry.Horizontal, geometry.InputChannels, padding);
        _span = ((outputRows - 1) * _vertical.Stride) + ((_vertical.Kernel - 1) * _vertical.Dilation) + 1;
        _step = _horizontal.Stride % 2 == 0 ? 2 : 1;
        Groups = GroupsOf(geometry);
        GroupStride = TTaps.Taps * _horizontal.Dilation / _step * Lanes;
        WindowStride = _horizontal.Stride / _step * Lanes;
        _rowLength = ((_horizontal.Output - 1) * WindowStride) + ((Groups - 1) * GroupStride) + Lanes;
        _columns = _rowLength / Lanes;
        ScratchLength = ((_span + 1) * _rowLength) + _span;
    }

    /// <summary>Groups of taps in a row of the window; what the last one has too many has weight 0.</summary>
    public int Groups { get; }

    /// <summary>Words from one group of a window's taps to the next.</summary>
    public int GroupStride { get; }

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
        var columns = ((long)horizontal.Output * horizontal.Stride) + ((long)TTaps.Taps * GroupsOf(geometry) * horizontal.Dilation);
        return span <= largest && columns <= largest / span;
    }

    /// <summary>Writes the row of padding.</summary>
    public void Begin(Span<int> scratch) => scratch[.._rowLength].Fill(TTaps.Word(_padding));

    /// <summary>Forgets the image's rows: another image or other channels follow.</summary>
    public void Clear(Span<int> scratch) => scratch.Slice((_span + 1) * _rowLength, _span).Fill(int.MinValue);

    /// <summary>Where the row's first group stands in <paramref name="scratch"/>.</summary>
    /// <param name="image">The image from the first of the channels on.</param>
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
            Interleave(image.Slice(y * _horizontal.Input * _channels, length), scratch.Slice(start, _rowLength));
        }

        return start;
    }

    private static int Lanes => TTaps.Channels;

    private static int GroupsOf(ConvolutionGeometry geometry) => (geometry.Horizontal.Kernel + TTaps.Taps - 1) / TTaps.Taps;

    private void Interleave(ReadOnlySpan<byte> row, Span<int> groups)
    {
        var g = _horizontal;

        // The columns of which all values lie inside the image are one run without checks: the row's length was checked against the last of them.
        var reach = (TTaps.Taps - 1) * g.Dilation;
        var first = Math.Clamp((g.Before + _step - 1) / _step, 0, _columns);
        var last = Math.Clamp((g.Input - reach - 1 + g.Before + _step) / _step, first, _columns);
        Edge(row, 0, first, groups);
        if (first < last)
        {
            ref var source = ref Unsafe.Add(ref MemoryMarshal.GetReference(row), ((first * _step) - g.Before) * _channels);
            TTaps.Interleave(ref source, (nint)_step * _channels, (nint)g.Dilation * _channels, last - first, ref groups[first * Lanes]);
        }

        Edge(row, last, _columns, groups);
    }

    /// <summary>Columns of which some values may lie outside the image: what they span is copied, padding included, and interleaved from there. In narrow images they are half of all.</summary>
    private void Edge(ReadOnlySpan<byte> row, int first, int last, Span<int> groups)
    {
        var g = _horizontal;
        Span<byte> values = stackalloc byte[EdgePixels * Lanes];

        // Taps that lie too far apart are copied one by one.
        var isNear = ((TTaps.Taps - 1) * g.Dilation) < EdgePixels;
        var reach = isNear ? (TTaps.Taps - 1) * g.Dilation : TTaps.Taps - 1;
        var (distance, tap) = isNear ? (1, g.Dilation * Lanes) : (g.Dilation, Lanes);
        var most = isNear ? ((EdgePixels - 1 - reach) / _step) + 1 : 1;
        for (var column = first; column < last; column += most)
        {
            var count = Math.Min(most, last - column);
            var x = (column * _step) - g.Before;
            for (var pixel = 0; pixel <= ((count - 1) * _step) + reach; pixel++, x += distance)
            {
                var target = values.Slice(pixel * Lanes, Lanes);
                if (g.Contains(x))
                {
                    row.Slice(x * _channels, Lanes).CopyTo(target);
                }
                else
                {
                    target.Fill(_padding);
                }
            }

            TTaps.Interleave(ref values[0], _step * Lanes, tap, count, ref groups.Slice(column * Lanes, count * Lanes)[0]);
        }
    }
}
