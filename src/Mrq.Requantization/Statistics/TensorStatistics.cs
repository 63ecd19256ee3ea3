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

    public TensorStatistics(Tensor tensor)
    {
        _minimum = tensor.Type.IntegerRange().Minimum;
        _scale = tensor.Quantization!.Scale;
        _zeroPoint = tensor.Quantization.ZeroPoint;
        _largest = new int[tensor.Shape.Rank == 0 ? 1 : tensor.Shape[^1]];
        Array.Fill(_largest, int.MinValue);
    }

    /// <summary>Adds one run's values.</summary>
    public void Add(ReadOnlySpan<byte> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var index = _minimum < 0 ? unchecked((byte)(values[i] ^ 0x80)) : values[i];
            _counts[index]++;
            ref var largest = ref _largest[i % _largest.Length];
            largest = Math.Max(largest, index);
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
        }
    }

    /// <summary>Largest real value of a channel.</summary>
    public double Largest(int channel) => _largest[channel] == int.MinValue ? 0 : Real(_largest[channel]);

    /// <summary>E[x²] in real numbers.</summary>
    public double MeanSquare => Mean(static x => x * x);

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
