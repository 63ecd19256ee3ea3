using Mrq.Core.Graph;

namespace Mrq.Evaluation.Layers;

/// <summary>
/// How often real values occur, in bins of equal width. A quantized value stands for its whole step, so its count is spread over
/// the step: two grids with different steps give alike pictures for alike values, and no pattern of one grid against the bins.
/// </summary>
public sealed class RealHistogram
{
    private readonly double[] _counts;
    private readonly double _low;
    private readonly double _width;

    /// <param name="low">The least value.</param>
    /// <param name="high">The largest value, above <paramref name="low"/>.</param>
    /// <param name="bins">At least 1.</param>
    public RealHistogram(double low, double high, int bins)
    {
        _counts = new double[bins];
        _low = low;
        _width = (high - low) / bins;
    }

    /// <summary>Share of all values in each bin, 0 to 1.</summary>
    public IReadOnlyList<double> Shares
    {
        get
        {
            var sum = _counts.Sum();
            return [.. _counts.Select(count => sum > 0 ? count / sum : 0)];
        }
    }

    /// <summary>The middle of each bin.</summary>
    public IReadOnlyList<double> Centers => [.. _counts.Select((_, bin) => _low + ((bin + 0.5) * _width))];

    /// <summary>Source and target of one layer's output over the range of both.</summary>
    public static (RealHistogram Source, RealHistogram Target) OfActivations(LayerQuality layer, int bins)
    {
        var (a, b) = (RangeOf(layer.Source), RangeOf(layer.Target));
        var (low, high) = (Math.Min(a.Low, b.Low), Math.Max(a.High, b.High));
        var (source, target) = (new RealHistogram(low, high, bins), new RealHistogram(low, high, bins));
        source.AddLevels(layer.SourceLevels, a.Low, a.High);
        target.AddLevels(layer.TargetLevels, b.Low, b.High);
        return (source, target);
    }

    /// <summary>Adds <paramref name="count"/> values that lie anywhere in a step around <paramref name="value"/>.</summary>
    public void Add(double value, double step, double count)
    {
        var (from, to) = ((value - (step / 2) - _low) / _width, (value + (step / 2) - _low) / _width);
        var (first, last) = ((int)Math.Clamp(Math.Floor(from), 0, _counts.Length - 1), (int)Math.Clamp(Math.Ceiling(to) - 1, 0, _counts.Length - 1));
        if (first >= last || to <= from)
        {
            _counts[first] += count;
            return;
        }

        for (var bin = first; bin <= last; bin++)
        {
            var part = (bin == last ? to : bin + 1) - (bin == first ? from : bin);
            _counts[bin] += count * part / (to - from);
        }
    }

    private void AddLevels(IReadOnlyList<long> levels, double low, double high)
    {
        var step = (high - low) / levels.Count;
        for (var level = 0; level < levels.Count; level++)
        {
            if (levels[level] > 0)
            {
                Add(low + ((level + 0.5) * step), step, levels[level]);
            }
        }
    }

    /// <summary>From the lowest level less half a step to the highest and half a step.</summary>
    private static (double Low, double High) RangeOf(Tensor tensor)
    {
        var (minimum, maximum) = tensor.Type.IntegerRange();
        var (scale, zero) = ((double)tensor.Quantization!.Scale, tensor.Quantization.ZeroPoint);
        return ((minimum - zero - 0.5) * scale, (maximum - zero + 0.5) * scale);
    }
}
