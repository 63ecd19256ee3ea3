using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Core.Schemes;
using Mrq.Requantization.Statistics;

namespace Mrq.Requantization.Passes;

/// <summary>
/// What a choice of folding factors costs a power-of-two target, as noise over signal: for each layer that of its weights,
/// step²/12 · n / Σ w² averaged over its rows, 0 where the grid is kept; for each activation that of its rounding and saturation,
/// (S²/12 + E[clipped²]) / E[x²]. Early layers count more, because everything after them sees their noise.
/// </summary>
internal sealed class FoldingCost
{
    private readonly QuantizedGraph _graph;
    private readonly QuantizationScheme _scheme;
    private readonly IReadOnlyDictionary<int, TensorStatistics>? _statistics;
    private readonly ImmutableArray<(double Low, double High)> _ranges;
    private readonly Dictionary<int, double> _variances;
    private readonly List<Activation> _activations = [];

    public FoldingCost(QuantizedGraph graph, QuantizationScheme scheme, FoldingFactors channels, IReadOnlyDictionary<int, TensorStatistics>? statistics)
    {
        _graph = graph;
        _scheme = scheme;
        _statistics = statistics;
        _variances = statistics?.ToDictionary(entry => entry.Key, entry => entry.Value.Variance) ?? [];
        _ranges = ActivationParameters.NominalRanges(graph);
        Layers = [.. LinearLayer.Of(graph).Select(layer => FoldingLayer.Of(graph, FoldedLayer.Of(graph, layer, channels), scheme, Depth(layer.Output), Variances(layer)))];
        var groups = TensorGroups.Of(graph, OperatorRules.SharesScale);
        foreach (var members in graph.Operators.SelectMany(step => step.Outputs).Concat(graph.Inputs).Distinct()
            .Where(tensor => ActivationParameters.IsQuantized(graph.Tensors[tensor])).GroupBy(tensor => groups[tensor]))
        {
            _activations.Add(new Activation([.. members], members.Min(Depth)));
        }
    }

    public ImmutableArray<FoldingLayer> Layers { get; }

    /// <summary>Factors at which a fused upper clamp is the largest integer, so that saturation does its work.</summary>
    public IEnumerable<double> ClampFactors => [Levels(unsigned: false) / 6, Levels(_scheme.Activations.ZeroPoint == ZeroPointRule.ZeroOrMinimum) / 6];

    /// <summary>The cost of factors, one for each tensor.</summary>
    public double Total(double[] factors)
    {
        var total = 0d;
        foreach (var layer in Layers)
        {
            total += layer.Noise(factors[layer.Output] / factors[layer.Input]);
        }

        foreach (var activation in _activations)
        {
            total += activation.Depth * Best(activation, factors).Noise;
        }

        return total;
    }

    private (double Input, double Output)? Variances(LinearLayer layer) =>
        _variances.TryGetValue(layer.Input, out var input) && _variances.GetValueOrDefault(layer.Output) is > 0 and var output ? (input, output) : null;

    /// <summary>The plan that factors lead to.</summary>
    public ActivationPlan Plan(FoldingFactors factors)
    {
        double[] ofTensor = [.. factors.OfTensor];
        var scales = new Dictionary<int, double>();
        var replaced = new Dictionary<int, Operator>();
        foreach (var activation in _activations)
        {
            var (scale, _) = Best(activation, ofTensor);
            foreach (var tensor in activation.Members)
            {
                scales[tensor] = scale;
            }
        }

        for (var step = 0; step < _graph.Operators.Length; step++)
        {
            if (_graph.Operators[step] is Softmax softmax && ofTensor[softmax.Inputs[0]] != 1)
            {
                replaced[step] = softmax with { Beta = (float)(softmax.Beta / ofTensor[softmax.Inputs[0]]) };
            }

            // A clamp at c·6 is none that a fused activation can say; the largest integer takes its place.
            if (FusedActivation.Of(_graph.Operators[step]) == ActivationFunctionType.Relu6 && ofTensor[_graph.Operators[step].Outputs[0]] != 1)
            {
                replaced[step] = _graph.Operators[step].With(ActivationFunctionType.Relu);
            }
        }

        return new ActivationPlan(factors, scales, replaced);
    }

    /// <summary>The power of two that covers the group's range, or one of the two below it where saturation costs less than rounding.</summary>
    private (double Scale, double Noise) Best(Activation activation, double[] factors)
    {
        // Members are tied, so one factor is that of all.
        var factor = factors[activation.Members[0]];
        if (!activation.Known.TryGetValue(factor, out var best))
        {
            activation.Known[factor] = best = Search(activation, factors);
        }

        return best;
    }

    private (double Scale, double Noise) Search(Activation activation, double[] factors)
    {
        var low = Math.Min(0, activation.Members.Min(tensor => _ranges[tensor].Low * factors[tensor]));
        var high = Math.Max(0, activation.Members.Max(tensor => _ranges[tensor].High * factors[tensor]));
        double covering = ActivationParameters.Fit(_scheme.Activations, low, high).Scale;
        var unsigned = low == 0 && _scheme.Activations.ZeroPoint == ZeroPointRule.ZeroOrMinimum;
        var best = (Scale: covering, Noise: double.PositiveInfinity);
        for (var scale = covering; scale >= covering / 2; scale /= 2)
        {
            var noise = activation.Members.Sum(tensor => Noise(tensor, factors[tensor], scale, unsigned));
            if (noise < best.Noise)
            {
                best = (scale, noise);
            }
        }

        return best;
    }

    private double Noise(int tensor, double factor, double scale, bool unsigned)
    {
        var (low, high) = _ranges[tensor];
        var (bottom, top) = (unsigned ? 0 : _scheme.Activations.Minimum * scale / factor, Levels(unsigned) * scale / factor);
        var step = scale / factor;
        var variance = Math.Max(_variances.GetValueOrDefault(tensor), (high - low) * (high - low) * 1e-4);
        var clipping = _statistics?.GetValueOrDefault(tensor) is { } statistics
            ? statistics.ClippingError(bottom, top)
            : Square(Math.Max(0, high - top)) + Square(Math.Max(0, bottom - low));
        if (factor != 1 && top > high && LosesClamp(tensor))
        {
            // What the source clamps goes on up to the largest integer; how far is not known, so half of the way.
            clipping += (_statistics?.GetValueOrDefault(tensor)?.TopShare ?? 0.01) * Square(top - high) * 0.4;
        }

        return ((step * step / 12) + clipping) / variance;
    }

    private bool LosesClamp(int tensor) => _graph.Operators.Any(step => step.Outputs.Contains(tensor) && FusedActivation.Of(step) == ActivationFunctionType.Relu6);

    private double Levels(bool unsigned) => unsigned ? _scheme.Activations.Maximum - _scheme.Activations.Minimum : _scheme.Activations.Maximum;

    private double Depth(int tensor)
    {
        for (var step = 0; step < _graph.Operators.Length; step++)
        {
            if (_graph.Operators[step].Outputs.Contains(tensor))
            {
                return 1 + (10 * (1 - ((double)step / _graph.Operators.Length)));
            }
        }

        return 11;
    }

    private static double Square(double value) => value * value;

    private sealed record Activation(int[] Members, double Depth)
    {
        public Dictionary<double, (double Scale, double Noise)> Known { get; } = [];
    }
}
