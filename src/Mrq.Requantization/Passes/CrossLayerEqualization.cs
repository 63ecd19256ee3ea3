using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Requantization.Calibration;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Passes;

/// <summary>
/// Cross-layer equalization by noise. A factor f on one channel of an activation between layer A and layers B multiplies A's row and
/// divides B's column, and leaves the network as it is as long as no clamp is reached. It takes 1/f² off the noise of the
/// activation's rounding and of A's row, and puts f² on that of B's column:
/// f⁴ = (S² + s_A²·Σ var(x_A)) · Σ W_B² / (γ·s_B²·m·var(x)), with S, s_A, s_B the steps of activation and weights, m the rows of B.
/// </summary>
/// <remarks>
/// Source: Nagel et al., arXiv 1906.04721, whose factor equalizes ranges instead. Factors never lift a channel over the nominal
/// range, so the activation's scale stays, nor a row over the layer's range. A channel that the calibration saw at a clamp keeps 1.
/// </remarks>
internal sealed class CrossLayerEqualization
{
    private const int Rounds = 4;
    private const double Smallest = 1;

    /// <summary>
    /// A channel that is quiet in the samples may speak for what they do not show, and a clamp would silence it: with factors up to 64, or
    /// chosen on synthetic samples, MobileNetV2 from per channel to per tensor lost up to 5 dB.
    /// </summary>
    private const double Largest = 4;

    /// <summary>
    /// How far values may pass those of the calibration before they are clamped: with 2 MobileNetV2 from per channel to per tensor lost 0.4 dB, and
    /// 0.9 dB of what decides between the best five classes; from 4 on the keyword network gains nothing.
    /// </summary>
    private const double RangeMargin = 3;

    /// <summary>Error feedback leaves about this share of the noise of rounding a column.</summary>
    private const double FeedbackShare = 0.4;

    private readonly QuantizedGraph _graph;
    private readonly ConversionPlan _plan;
    private readonly IReadOnlyDictionary<int, TensorStatistics> _statistics;
    private readonly IReadOnlySet<int> _movable;
    private readonly ImmutableArray<LinearLayer> _layers;
    private readonly ImmutableArray<(double Low, double High)> _ranges;
    private readonly Dictionary<int, double[]> _factors = [];

    private CrossLayerEqualization(ConversionPlan plan, IReadOnlyDictionary<int, TensorStatistics> statistics, IReadOnlySet<int> movable)
    {
        (_graph, _plan, _statistics, _movable) = (plan.Graph, plan, statistics, movable);
        _layers = LinearLayer.Of(_graph);
        _ranges = ActivationParameters.NominalRanges(_graph);
    }

    /// <summary>Factors for single channels.</summary>
    /// <param name="plan">Of the conversion.</param>
    /// <param name="statistics">What its activations do on the calibration samples.</param>
    /// <param name="movable">Activations whose zero point biases take up.</param>
    /// <param name="cancellation">Stops between two activations.</param>
    public static ActivationFolding Choose(ConversionPlan plan, IReadOnlyDictionary<int, TensorStatistics> statistics, IReadOnlySet<int> movable, CancellationToken cancellation)
    {
        var equalization = new CrossLayerEqualization(plan, statistics, movable);
        equalization.Iterate(cancellation);
        return ActivationFolding.None(plan.Graph.Tensors.Length) with { ChannelFactors = equalization._factors.ToImmutableDictionary() };
    }

    private void Iterate(CancellationToken cancellation)
    {
        var tensors = Between().ToArray();
        foreach (var (_, tensor, _) in tensors)
        {
            _factors[tensor] = [.. Enumerable.Repeat(1d, _graph.Tensors[tensor].Shape[^1])];
        }

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (before, tensor, after) in tensors)
            {
                cancellation.ThrowIfCancellationRequested();
                Update(before, tensor, after);
            }
        }
    }

    /// <summary>Activations that one layer writes and only layers read, channel by channel.</summary>
    private IEnumerable<(LinearLayer Before, int Tensor, LinearLayer[] After)> Between()
    {
        foreach (var before in _layers)
        {
            var readers = _graph.Operators.Where(step => step.Inputs.Contains(before.Output)).ToArray();
            var after = _layers.Where(layer => layer.Input == before.Output).ToArray();
            var channels = _graph.Tensors[before.Output].Shape[^1];
            if (after.Length > 0 && readers.Length == after.Length && !_graph.Outputs.Contains(before.Output) && _statistics.ContainsKey(before.Output)
                && before.Channels == channels && after.All(layer => !layer.Layout.IsGrouped))
            {
                yield return (before, before.Output, after);
            }
        }
    }

    private void Update(LinearLayer before, int tensor, LinearLayer[] after)
    {
        var folding = ActivationFolding.None(_graph.Tensors.Length) with { ChannelFactors = _factors.ToImmutableDictionary() };
        var statistics = _statistics[tensor];
        var own = _factors[tensor];
        var first = FoldedLayer.Of(_graph, before, folding);
        var firstRange = first.Rows.Max(row => row.Max(Math.Abs));
        var weights = _plan.WeightRuleOf(before.Step);
        var stepBefore = weights.Granularity == Granularity.PerTensor ? firstRange / weights.Maximum : 0;
        double scale = ZeroPointFolding.RuleFor(_plan.RuleOf(tensor), _movable.Contains(tensor)).Covering(_ranges[tensor].Low, _ranges[tensor].High).Scale;
        var gain = new double[own.Length];
        var cost = new double[own.Length];
        foreach (var layer in after)
        {
            AddColumns(FoldedLayer.Of(_graph, layer, folding), own, gain, cost);
        }

        var spread = InputVariance(before, folding);
        for (var channel = 0; channel < own.Length; channel++)
        {
            var variance = statistics.VarianceOf(channel);
            var (low, high) = statistics.RangeOf(channel);
            var (nominalLow, nominalHigh) = _ranges[tensor];
            var rowRange = first.Rows[channel].Max(Math.Abs) / own[channel];
            if (!(variance > 0) || !(rowRange > 0) || !(cost[channel] > 0))
            {
                own[channel] = 1;
                continue;
            }

            var noise = ((scale * scale) + (stepBefore * stepBefore * spread)) * gain[channel] / (FeedbackShare * cost[channel] * variance);
            var wanted = Math.Sqrt(Math.Sqrt(noise));
            var limit = Math.Min(Largest, firstRange / rowRange);

            // What the samples show at a clamp, or at a third of the way there, leaves nothing to lift.
            limit = high > 0 ? Math.Min(limit, nominalHigh / (RangeMargin * high)) : limit;
            limit = low < 0 ? Math.Min(limit, nominalLow / (RangeMargin * low)) : limit;
            own[channel] = Math.Max(Smallest, Math.Min(wanted, limit));
        }
    }

    /// <summary>For each channel Σ W_B² in units without its own factor, and s_B²·m.</summary>
    private void AddColumns(FoldedLayer layer, double[] own, double[] gain, double[] cost)
    {
        var rule = _plan.WeightRuleOf(layer.Layer.Step);
        var perTensor = rule.Granularity == Granularity.PerTensor;
        var ranges = layer.Rows.Select(row => row.Max(Math.Abs)).ToArray();
        var common = ranges.Max();
        foreach (var group in layer.Layer.Groups())
        {
            foreach (var row in group.Rows)
            {
                var step = (perTensor ? common : ranges[row]) / rule.Maximum;
                for (var column = 0; column < group.Inputs.Length; column++)
                {
                    var channel = group.Inputs[column] % own.Length;
                    var weight = layer.Rows[row][column] * own[channel];
                    gain[channel] += weight * weight;
                    cost[channel] += step * step;
                }
            }
        }
    }

    /// <summary>Σ var(x) over the inputs of one row of a layer, their factors included.</summary>
    private double InputVariance(LinearLayer layer, ActivationFolding folding)
    {
        if (!_statistics.TryGetValue(layer.Input, out var statistics))
        {
            return 0;
        }

        var mean = 0d;
        for (var channel = 0; channel < statistics.Channels; channel++)
        {
            var factor = folding.Factor(layer.Input, channel);
            mean += statistics.VarianceOf(channel) * factor * factor;
        }

        return mean / statistics.Channels * layer.Layout.RowLength;
    }
}
