using System.Runtime.Intrinsics;

namespace Mrq.Requantization.Calibration;

/// <summary>Extremes, sums and sums of squares of each channel of unsigned bytes: in 32 bits over as many pixels as fit them.</summary>
internal sealed class ByteChannels
{
    /// <summary>255² times this is below 2³².</summary>
    public const int MostPixels = 1 << 16;

    private readonly byte[] _smallest;
    private readonly byte[] _largest;
    private readonly uint[] _sums;
    private readonly uint[] _squares;

    public ByteChannels(int channels)
    {
        (_smallest, _largest) = (new byte[channels], new byte[channels]);
        (_sums, _squares) = (new uint[channels], new uint[channels]);
        Clear();
    }

    public ReadOnlySpan<byte> Smallest => _smallest;

    public ReadOnlySpan<byte> Largest => _largest;

    public ReadOnlySpan<uint> Sums => _sums;

    public ReadOnlySpan<uint> Squares => _squares;

    public void Clear()
    {
        Array.Fill(_smallest, byte.MaxValue);
        Array.Clear(_largest);
        Array.Clear(_sums);
        Array.Clear(_squares);
    }

    /// <summary>Adds whole pixels, after an exclusive or with <paramref name="flip"/>; at most <see cref="MostPixels"/> between two <see cref="Clear"/>.</summary>
    public void Add(ReadOnlySpan<byte> pixels, byte flip)
    {
        var channels = _sums.Length;
        for (; pixels.Length >= channels; pixels = pixels[channels..])
        {
            var channel = 0;
            for (; channel + Vector128<byte>.Count <= channels; channel += Vector128<byte>.Count)
            {
                Add(Vector128.Create(pixels[channel..]) ^ Vector128.Create(flip), channel);
            }

            for (; channel < channels; channel++)
            {
                var value = (byte)(pixels[channel] ^ flip);
                (_smallest[channel], _largest[channel]) = (Math.Min(_smallest[channel], value), Math.Max(_largest[channel], value));
                _sums[channel] += value;
                _squares[channel] += (uint)(value * value);
            }
        }
    }

    private void Add(Vector128<byte> values, int channel)
    {
        Vector128.Min(values, Vector128.Create<byte>(_smallest.AsSpan(channel))).CopyTo(_smallest, channel);
        Vector128.Max(values, Vector128.Create<byte>(_largest.AsSpan(channel))).CopyTo(_largest, channel);
        var (low, high) = Vector128.Widen(values);
        AddTo(_sums, channel, low, high);
        AddTo(_squares, channel, low * low, high * high);
    }

    /// <summary>Squares of bytes fit 16 bits.</summary>
    private static void AddTo(uint[] totals, int channel, Vector128<ushort> low, Vector128<ushort> high)
    {
        var target = totals.AsSpan(channel, Vector128<byte>.Count);
        var lows = Vector128.Widen(low);
        var highs = Vector128.Widen(high);
        Add(target, lows.Lower);
        Add(target[4..], lows.Upper);
        Add(target[8..], highs.Lower);
        Add(target[12..], highs.Upper);
    }

    private static void Add(Span<uint> totals, Vector128<uint> values) => (Vector128.Create<uint>(totals) + values).CopyTo(totals);
}
