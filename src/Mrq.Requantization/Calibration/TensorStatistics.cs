using System.Runtime.InteropServices;
using Mrq.Core.Graph;

namespace Mrq.Requantization.Calibration;

/// <summary>How often an activation of the source took each of its values, of 16 bits each 256 neighbours together, and how far each of its channels reached.</summary>
internal sealed class TensorStatistics
{
    private readonly long[] _counts = new long[256];
    private readonly int _bits;
    private long _bottom;
    private long _top;
    private readonly int _minimum;
    private readonly double _scale;
    private readonly int _zeroPoint;
    private readonly int[] _largest;
    private readonly int[] _smallest;
    private readonly long[] _sums;
    private readonly long[] _squares;
    private readonly ByteChannels _bytes;

    public TensorStatistics(Tensor tensor)
    {
        _bits = tensor.Type.BitWidth();
        _minimum = tensor.Type.IntegerRange().Minimum;
        _scale = tensor.Quantization!.Scale;
        _zeroPoint = tensor.Quantization.ZeroPoint;
        _largest = new int[tensor.Shape.Rank == 0 ? 1 : tensor.Shape[^1]];
        Array.Fill(_largest, int.MinValue);
        _smallest = new int[_largest.Length];
        Array.Fill(_smallest, int.MaxValue);
        _sums = new long[_largest.Length];
        _squares = new long[_largest.Length];
        _bytes = new ByteChannels(_bits == 8 ? _largest.Length : 0);
    }

    /// <summary>Adds one run's values.</summary>
    public void Add(ReadOnlySpan<byte> values)
    {
        var channels = _largest.Length;
        if (_bits == 8)
        {
            var flip = _minimum < 0 ? (byte)0x80 : (byte)0;
            Count(values, flip);
            var most = (int)Math.Min(values.Length, (long)channels * ByteChannels.MostPixels);
            for (var rest = values; rest.Length > 0; rest = rest[Math.Min(most, rest.Length)..])
            {
                AddPixels(rest[..Math.Min(most, rest.Length)], flip);
            }

            (_bottom, _top) = (_counts[0], _counts[^1]);
        }
        else
        {
            var wide = MemoryMarshal.Cast<byte, short>(values);
            for (var start = 0; start < wide.Length; start += channels)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    var index = wide[start + channel] - _minimum;
                    _counts[index >> 8]++;
                    _bottom += index == 0 ? 1 : 0;
                    _top += index == ushort.MaxValue ? 1 : 0;
                    Add(channel, index);
                }
            }
        }
    }

    /// <summary>Neighbours are counted in tables of their own: one that is counted twice in a row would wait for itself.</summary>
    private void Count(ReadOnlySpan<byte> values, byte flip)
    {
        Span<int> tables = stackalloc int[4 * 256];
        tables.Clear();
        var i = 0;
        for (; i + 3 < values.Length; i += 4)
        {
            tables[values[i]]++;
            tables[256 + values[i + 1]]++;
            tables[512 + values[i + 2]]++;
            tables[768 + values[i + 3]]++;
        }

        for (; i < values.Length; i++)
        {
            tables[values[i]]++;
        }

        for (var entry = 0; entry < tables.Length; entry++)
        {
            _counts[(byte)(entry ^ flip)] += tables[entry];
        }
    }

    private void AddPixels(ReadOnlySpan<byte> pixels, byte flip)
    {
        _bytes.Clear();
        _bytes.Add(pixels, flip);
        for (var channel = 0; channel < _largest.Length; channel++)
        {
            _largest[channel] = Math.Max(_largest[channel], _bytes.Largest[channel]);
            _smallest[channel] = Math.Min(_smallest[channel], _bytes.Smallest[channel]);
            _sums[channel] += _bytes.Sums[channel];
            _squares[channel] += _bytes.Squares[channel];
        }
    }

    private void Add(int channel, int index)
    {
        _largest[channel] = Math.Max(_largest[channel], index);
        _smallest[channel] = Math.Min(_smallest[channel], index);
        _sums[channel] += index;
        _squares[channel] += (long)index * index;
    }

    public void Add(TensorStatistics other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        (_bottom, _top) = (_bottom + other._bottom, _top + other._top);
        for (var i = 0; i < _largest.Length; i++)
        {
            _largest[i] = Math.Max(_largest[i], other._largest[i]);
            _smallest[i] = Math.Min(_smallest[i], other._smallest[i]);
            _sums[i] += other._sums[i];
            _squares[i] += other._squares[i];
        }
    }

    public int Channels => _sums.Length;

    /// <summary>The smallest and the largest real value of a channel.</summary>
    public (double Low, double High) RangeOf(int channel) =>
        _largest[channel] < _smallest[channel] ? (0, 0) : (Real(_smallest[channel]), Real(_largest[channel]));

    /// <summary>Variance of a channel in real numbers, from an exact numerator.</summary>
    public double VarianceOf(int channel)
    {
        var count = Math.Max(1, (long)Total / _sums.Length);
        var numerator = ((Int128)_squares[channel] * count) - ((Int128)_sums[channel] * _sums[channel]);
        return (double)numerator / ((double)count * count) * _scale * _scale;
    }

    /// <summary>Mean over the channels of each one's variance: what a bias cannot take up.</summary>
    public double Variance => Enumerable.Range(0, _sums.Length).Sum(VarianceOf) / _sums.Length;

    /// <summary>Share of values at the top of the type, where saturation or a fused clamp leaves them.</summary>
    public double TopShare => _top / Math.Max(1d, Total);

    /// <summary>Share of values at the bottom of the type.</summary>
    public double BottomShare => _bottom / Math.Max(1d, Total);

    /// <summary>E[(distance to [low, high])²]: what saturation at other bounds would cost.</summary>
    public double ClippingError(double low, double high) => Mean(x => Square(Math.Max(0, Math.Max(low - x, x - high))));

    /// <summary>Number of values.</summary>
    public double Total => _counts.Sum();

    private double Real(int index) => _scale * (index + _minimum - _zeroPoint);

    private double Mean(Func<double, double> function)
    {
        var sum = 0d;
        for (var i = 0; i < _counts.Length; i++)
        {
            sum += _counts[i] * function(Real(((2 * i) + 1) << (_bits - 8) >> 1));
        }

        return sum / Math.Max(1d, Total);
    }

    private static double Square(double value) => value * value;
}
