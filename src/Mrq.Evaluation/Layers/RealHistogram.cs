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
        var grids = layer.SourceGrids.Concat(layer.TargetGrids).ToList();
        var (low, high) = (grids.Min(grid => grid.Low), grids.Max(grid => grid.High));
        return (Of(layer.SourceGrids, low, high, bins), Of(layer.TargetGrids, low, high, bins));
    }

    private static RealHistogram Of(IReadOnlyList<LevelGrid> grids, double low, double high, int bins)
    {
        var histogram = new RealHistogram(low, high, bins);
        foreach (var grid in grids)
        {
            for (var level = 0; level < grid.Counts.Count; level++)
            {
                if (grid.Counts[level] > 0)
                {
                    histogram.Add(grid.Low + ((level + 0.5) * grid.Step), grid.Step, grid.Counts[level]);
                }
            }
        }

        return histogram;
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
}
