using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Passes;

/// <summary>
/// What a choice of folding factors costs a target, as noise over signal: for each layer that of its weights,
/// step²/12 · n / Σ w² averaged over its rows, 0 where the grid is kept; for each activation that of
/// its rounding and saturation, by <see cref="RangeSearch"/>. Early layers count more, because everything after them sees their noise.
/// </summary>
internal sealed class FoldingCost
{
    /// <summary>Where RELU6 ends.</summary>
    private const double Six = 6;

    private readonly QuantizedGraph _graph;
    private readonly RangeSearch _search;
    private readonly List<Activation> _activations = [];

    /// <summary>Activations of 16 bits beside a border, by the group that they and their neighbours of 8 bits are in.</summary>
    private readonly ILookup<int, int> _wide;

    /// <summary>What a fused clamp at 6 is on.</summary>
    private readonly HashSet<int> _clamped;

    /// <param name="plan">Of the conversion.</param>
    /// <param name="channels">Factors of single channels that are there already.</param>
    /// <param name="search">What an activation's range costs.</param>
    public FoldingCost(ConversionPlan plan, ActivationFolding channels, RangeSearch search)
    {
        (_graph, _search) = (plan.Graph, search);
        Layers = [.. LinearLayer.Of(_graph).Select(layer => FoldingLayer.Of(plan, FoldedLayer.Of(_graph, layer, channels), Depth(layer.Output), Variances(layer)))];
        var groups = BorderGrids.Groups(plan);
        var bordering = _graph.Operators.Where(step => BorderGrids.IsBorder(plan, step)).Select(step => groups[step.Inputs[0]]).ToHashSet();
        _wide = Enumerable.Range(0, groups.Length).Where(tensor => bordering.Contains(groups[tensor]) && ActivationParameters.IsQuantized(_graph.Tensors[tensor]) && !RangeSearch.Chooses(plan.RuleOf(tensor))).ToLookup(tensor => groups[tensor]);
        _clamped = [.. _graph.Operators.Where(step => FusedActivation.Of(step) == ActivationFunctionType.Relu6).Select(step => step.Outputs[0])];
        HeldClamps = [.. _clamped
            .Where(tensor => ActivationParameters.IsQuantized(_graph.Tensors[tensor]) && !RangeSearch.Chooses(plan.RuleOf(tensor)) && !bordering.Contains(groups[tensor]))];
        foreach (var members in _graph.Operators.SelectMany(step => step.Outputs).Concat(_graph.Inputs).Distinct()
            .Where(tensor => ActivationParameters.IsQuantized(_graph.Tensors[tensor]) && RangeSearch.Chooses(plan.RuleOf(tensor))).GroupBy(tensor => groups[tensor]))
        {
            _activations.Add(new Activation([.. members], members.Min(Depth), members.Key));
        }
    }

    public ImmutableArray<FoldingLayer> Layers { get; }

    /// <summary>Factors at which a fused upper clamp is the largest integer, so that saturation does its work.</summary>
    public IEnumerable<double> ClampFactors =>
        [.. _activations.SelectMany(activation => _search.Levels(activation.Members[0])).Distinct().Select(levels => levels / Six)];

    /// <summary>Activations whose fused clamp at 6 no factor may move: their scale is not chosen here, so that the largest integer takes its place nowhere near.</summary>
    public IEnumerable<int> HeldClamps { get; }

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
        _search.VarianceOf(layer.Input) is > 0 and var input && _search.VarianceOf(layer.Output) is > 0 and var output ? (input, output) : null;

    /// <summary>The plan that factors lead to.</summary>
    public ActivationPlan Plan(ActivationFolding folding)
    {
        double[] factors = [.. folding.Factors];
        var scales = new Dictionary<int, double>();
        var zeroPoints = new int[factors.Length];
        foreach (var activation in _activations)
        {
            var range = Best(activation, factors);
            foreach (var tensor in activation.Members)
            {
                (scales[tensor], zeroPoints[tensor]) = (range.Scale, range.ZeroPoint);
            }

            // A QUANTIZE between them passes on what neighbours hold if both mean the same by it; without any, 16 bits cover what the source's do.
            foreach (var tensor in _wide[activation.Group].Where(tensor => range.ZeroPoint != 0 || factors[tensor] != 1))
            {
                (scales[tensor], zeroPoints[tensor]) = (range.Scale / BorderGrids.Finer, range.ZeroPoint * BorderGrids.Finer);
            }
        }

        var replaced = new Dictionary<int, Operator>();
        for (var step = 0; step < _graph.Operators.Length; step++)
        {
            if (_graph.Operators[step].Outputs.Length > 0 && Rewritten(_graph.Operators[step], factors, zeroPoints) is var rewritten && rewritten != _graph.Operators[step])
            {
                replaced[step] = rewritten;
            }
        }

        return new ActivationPlan(folding with { ZeroPoints = [.. zeroPoints] }, scales, replaced);
    }

    private static Operator Rewritten(Operator step, double[] factors, int[] zeroPoints)
    {
        if (step is Softmax softmax && factors[softmax.Inputs[0]] != 1)
        {
            return softmax with { Beta = (float)(softmax.Beta / factors[softmax.Inputs[0]]) };
        }

        // Under a zero point that biases hold, the ends of the integers are the clamps. Nor can a fused activation say a clamp at c·6; there
        // the largest integer takes its place.
        return zeroPoints[step.Outputs[0]] != 0 && FusedActivation.Of(step) != ActivationFunctionType.None ? step.With(ActivationFunctionType.None)
            : FusedActivation.Of(step) == ActivationFunctionType.Relu6 && factors[step.Outputs[0]] != 1 ? step.With(ActivationFunctionType.Relu)
            : step;
    }

    private ChosenRange Best(Activation activation, double[] factors)
    {
        // Members are tied, so one factor is that of all.
        var factor = factors[activation.Members[0]];
        if (!activation.Known.TryGetValue(factor, out var best))
        {
            best = _search.Best(activation.Members, factor);
            if (LosesWideClamp(activation, best, factor))
            {
                // Without a factor and a zero point 16 bits keep their clamp by the operator's own activation.
                best = factor == 1 ? _search.Best(activation.Members, factor, mayMove: false) : best with { Noise = double.PositiveInfinity };
            }

            activation.Known[factor] = best;
        }

        return best;
    }

    /// <summary>Whether an operator beside a border would go on above its clamp: the largest integer of 16 bits lies nearly a step of the neighbour's 8 above that one's.</summary>
    private bool LosesWideClamp(Activation activation, ChosenRange range, double factor) => (range.ZeroPoint != 0 || factor != 1) && _wide[activation.Group].Any(tensor =>
        _clamped.Contains(tensor) && (sbyte.MaxValue + 1 - range.ZeroPoint) * range.Scale / factor > Six + (1.001 * _graph.Tensors[tensor].Quantization!.Scale));

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

    private sealed record Activation(int[] Members, double Depth, int Group)
    {
        public Dictionary<double, ChosenRange> Known { get; } = [];
    }
}
