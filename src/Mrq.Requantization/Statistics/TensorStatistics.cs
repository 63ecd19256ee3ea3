using Mrq.Core.Graph;

namespace Mrq.Requantization.Statistics;

/// <summary>How often an 8-bit activation of the source took each of its values, and how far each of its channels reached.</summary>
internal sealed class TensorStatistics
{
    private readonly long[] _counts = new long[256];
    private readonly int _minimum;
    private readonly double _scale;
    private readonly int _zeroPoint;
    private readonly int[] _largest;
    private readonly int[] _smallest;
    private readonly long[] _sums;
    private readonly long[] _squares;

    public TensorStatistics(Tensor tensor)
    {
        _minimum = tensor.Type.IntegerRange().Minimum;
        _scale = tensor.Quantization!.Scale;
        _zeroPoint = tensor.Quantization.ZeroPoint;
        _largest = new int[tensor.Shape.Rank == 0 ? 1 : tensor.Shape[^1]];
        Array.Fill(_largest, int.MinValue);
        _smallest = new int[_largest.Length];
        Array.Fill(_smallest, int.MaxValue);
        _sums = new long[_largest.Length];
        _squares = new long[_largest.Length];
    }

    /// <summary>Adds one run's values.</summary>
    public void Add(ReadOnlySpan<byte> values)
    {
        var channels = _largest.Length;
        for (var start = 0; start < values.Length; start += channels)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                int index = _minimum < 0 ? unchecked((byte)(values[start + channel] ^ 0x80)) : values[start + channel];
                _counts[index]++;
                _largest[channel] = Math.Max(_largest[channel], index);
                _smallest[channel] = Math.Min(_smallest[channel], index);
                _sums[channel] += index;
                _squares[channel] += index * index;
            }
        }
    }

    public void Add(TensorStatistics other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

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

    /// <summary>Share of values at the top of the type, where a fused clamp leaves them.</summary>
    public double TopShare => _counts[255] / Math.Max(1d, Total);

    /// <summary>E[(distance to [low, high])²]: what saturation at other bounds would cost.</summary>
    public double ClippingError(double low, double high) => Mean(x => Square(Math.Max(0, Math.Max(low - x, x - high))));

    private double Total => _counts.Sum();

    private double Real(int index) => _scale * (index + _minimum - _zeroPoint);

    private double Mean(Func<double, double> function)
    {
        var sum = 0d;
        for (var i = 0; i < _counts.Length; i++)
        {
            sum += _counts[i] * function(Real(i));
        }

        return sum / Math.Max(1d, Total);
    }

    private static double Square(double value) => value * value;
}
