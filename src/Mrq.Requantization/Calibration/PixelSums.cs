using System.Runtime.Intrinsics;

namespace Mrq.Requantization.Calibration;

/// <summary>Exact sums of pixels, channel by channel: in 32 bits as long as they fit, in 64 from time to time.</summary>
internal sealed class PixelSums(int channels)
{
    /// <summary>Differences of 16-bit values are below 2^16 in size.</summary>
    private const int MostPixels = 1 << 15;

    private readonly int[] _near = new int[channels];
    private readonly long[] _far = new long[channels];
    private int _pixels;

    public void Clear()
    {
        Array.Clear(_near);
        Array.Clear(_far);
        _pixels = 0;
    }

    /// <summary>Adds the differences of a pixel's channels.</summary>
    public void Add<T>(IntegerInput input, ReadOnlySpan<T> pixel)
        where T : unmanaged
    {
        if (_pixels++ == MostPixels)
        {
            Flush();
            _pixels = 1;
        }

        var sums = _near.AsSpan(0, pixel.Length);
        var channel = 0;
        for (; channel + Vector128<short>.Count <= pixel.Length; channel += Vector128<short>.Count)
        {
            var (low, high) = Vector128.Widen(input.Differences(pixel[channel..]));
            var target = sums[channel..];
            (Vector128.Create<int>(target) + low).CopyTo(target);
            (Vector128.Create<int>(target[Vector128<int>.Count..]) + high).CopyTo(target[Vector128<int>.Count..]);
        }

        for (; channel < pixel.Length; channel++)
        {
            sums[channel] += input.Difference(pixel[channel]);
        }
    }

    /// <summary>Adds the sums to others.</summary>
    public void AddTo(Span<long> sums)
    {
        Flush();
        for (var channel = 0; channel < sums.Length; channel++)
        {
            sums[channel] += _far[channel];
        }
    }

    private void Flush()
    {
        for (var channel = 0; channel < _near.Length; channel++)
        {
            _far[channel] += _near[channel];
            _near[channel] = 0;
        }
    }
}
