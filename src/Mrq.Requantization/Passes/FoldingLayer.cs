using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Passes;

/// <summary>What scale folding needs to know of a layer: how its weights fare under a factor on all of them.</summary>
internal sealed class FoldingLayer
{
    /// <summary>
    /// What correction, scale search and error feedback leave of the noise of plain rounding. From 3e-4 to 0.01 little changes with real samples;
    /// synthetic ones correct less and gain 0.3 dB from 0.01; from 0.03 on clamps are traded for kept grids, and MobileNetV1 loses 1 dB.
    /// </summary>
    private const double ShareLeft = 0.01;

    private readonly (double Range, double MeanSquare)[] _rows;
    private readonly Dictionary<double, double> _known = [];
    private readonly double _weight;
    private readonly bool _perTensor;
    private readonly int _largest;

    private FoldingLayer(FoldedLayer layer, double? grid, (double, double)[] rows, double weight, bool perTensor, int largest)
    {
        (Input, Output, Grid) = (layer.Layer.Input, layer.Layer.Output, grid);
        (_rows, _weight, _perTensor, _largest) = (rows, weight, perTensor, largest);
    }

    public int Input { get; }

    public int Output { get; }

    /// <summary>The scale of all rows' grid, or null where they have several.</summary>
    public double? Grid { get; }

    public static FoldingLayer Of(ConversionPlan plan, FoldedLayer layer, double depth, (double Input, double Output)? variances)
    {
        var rule = plan.WeightRuleOf(layer.Layer.Step);
        var rows = layer.Rows.Select(Extent).Where(row => row.Range > 0).ToArray();
        return new FoldingLayer(
            layer,
            WeightScales.Grid(layer.Rows, layer.GridScales, rule with { Form = ScaleForm.Free }),
            variances is { } known ? [.. rows.Select(row => (row.Range, MeanSquare: known.Output / (layer.Rows[0].Length * known.Input)))] : rows,
            depth * ShareLeft / Math.Max(1, rows.Length),
            rule.Granularity == Granularity.PerTensor,
            WeightRange.Of(rule, plan.Graph.Tensors[layer.Layer.Weights]).Largest);
    }

    /// <summary>
    /// Noise over signal when all weights are multiplied by a ratio: the mean over rows of step²/12 · n · var(x) / var(y), or,
    /// where nothing is known of x and y, of step²/12 / mean(w²), each at most 1.
    /// </summary>
    public double Noise(double ratio)
    {
        if (!_known.TryGetValue(ratio, out var noise))
        {
            _known[ratio] = noise = Compute(ratio);
        }

        return noise;
    }

    private static (double Range, double MeanSquare) Extent(double[] row)
    {
        var (range, sum) = (0d, 0d);
        foreach (var weight in row)
        {
            range = Math.Max(range, Math.Abs(weight));
            sum += weight * weight;
        }

        return (range, sum / row.Length);
    }

    private double Compute(double ratio)
    {
        if (Grid is { } grid && Math.Abs((PowerOfTwo.Nearest(grid * ratio) / (grid * ratio)) - 1) < 1e-6)
        {
            return 0;
        }

        var common = _perTensor && _rows.Length > 0 ? PowerOfTwo.Ceiling(_rows.Max(row => row.Range) * ratio / _largest) : 0;
        var sum = 0d;
        foreach (var (range, meanSquare) in _rows)
        {
            var step = _perTensor ? common : PowerOfTwo.Ceiling(range * ratio / _largest);
            sum += Math.Min(1, step * step / 12 / (meanSquare * ratio * ratio));
        }

        return sum * _weight;
    }
}
