using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Core.Schemes;
using Mrq.Requantization.Statistics;

namespace Mrq.Requantization.Passes;

/// <summary>
/// What a choice of folding factors costs a target, as noise over signal: for each layer that of its weights,
/// step²/12 · n / Σ w² averaged over its rows, 0 where the grid is kept; for each activation that of
/// its rounding and saturation, by <see cref="RangeSearch"/>. Early layers count more, because everything after them sees their noise.
/// </summary>
internal sealed class FoldingCost
{
    private readonly QuantizedGraph _graph;
    private readonly QuantizationScheme _scheme;
    private readonly RangeSearch _search;
    private readonly Dictionary<int, double> _variances;
    private readonly List<Activation> _activations = [];

    public FoldingCost(QuantizedGraph graph, QuantizationScheme scheme, FoldingFactors channels, IReadOnlyDictionary<int, TensorStatistics>? statistics, double coverage)
    {
        _graph = graph;
        _scheme = scheme;
        _search = new RangeSearch(graph, scheme.Activations, statistics, coverage);
        _variances = statistics?.ToDictionary(entry => entry.Key, entry => entry.Value.Variance) ?? [];
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
    public IEnumerable<double> ClampFactors => [_search.Levels(unsigned: false) / 6, _search.Levels(_scheme.Activations.ZeroPoint == ZeroPointRule.ZeroOrMinimum) / 6];

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

    private (double Scale, double Noise) Best(Activation activation, double[] factors)
    {
        // Members are tied, so one factor is that of all.
        var factor = factors[activation.Members[0]];
        if (!activation.Known.TryGetValue(factor, out var best))
        {
            activation.Known[factor] = best = _search.Best(activation.Members, factor);
        }

        return best;
    }

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

    private sealed record Activation(int[] Members, double Depth)
    {
        public Dictionary<double, (double Scale, double Noise)> Known { get; } = [];
    }
}
