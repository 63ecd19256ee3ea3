using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Passes;

/// <summary>
/// Exact scale folding for power-of-two targets. A factor c &gt; 0 on a group of tied activations moves into the neighbouring weights,
/// W' = W·c_y/c_x and b' = b·c_y, and leaves the network as it is, but turns scales: where s_w·c_y/c_x is a power of two, the layer
/// keeps its integer weights. Factors in [1, 2) are chosen by coordinate descent on <see cref="FoldingCost"/>, one group at a time and
/// the two groups around a layer together.
/// </summary>
/// <remarks>Source: the reading of MRQ's weight correction (arXiv 2308.01867) in requantization notes; no logarithms, so that every machine chooses alike.</remarks>
internal sealed class ScaleFolding
{
    private const int GridPoints = 32;
    private const int Rounds = 4;
    private readonly FoldingCost _cost;
    private readonly int[] _groups;
    private readonly double[] _factors;
    private readonly HashSet<int> _pinned;
    private readonly CancellationToken _cancellation;

    private ScaleFolding(QuantizedGraph graph, FoldingCost cost, CancellationToken cancellation)
    {
        _cost = cost;
        _cancellation = cancellation;
        _groups = TensorGroups.Of(graph, step => step.Traits.IsHomogeneous);
        _factors = [.. Enumerable.Repeat(1d, graph.Tensors.Length)];
        _pinned = [.. Pinned(graph).Concat(cost.HeldClamps).Select(tensor => _groups[tensor])];
    }

    /// <summary>The factors of all tensors.</summary>
    /// <param name="graph">The source.</param>
    /// <param name="cost">What factors cost.</param>
    /// <param name="channels">Factors of single channels that are there already.</param>
    /// <param name="cancellation">Stops between two candidates.</param>
    public static ActivationFolding Choose(QuantizedGraph graph, FoldingCost cost, ActivationFolding channels, CancellationToken cancellation)
    {
        var folding = new ScaleFolding(graph, cost, cancellation);
        folding.Descend();
        return channels with { Factors = [.. folding.Factors()] };
    }

    private double[] Factors() => [.. _groups.Select(group => _factors[group])];

    private void Descend()
    {
        var layers = _cost.Layers;
        var free = layers.SelectMany(layer => new[] { _groups[layer.Input], _groups[layer.Output] }).Distinct().Where(group => !_pinned.Contains(group)).Order().ToArray();
        var grid = Grid();
        var best = _cost.Total(Factors());
        for (var round = 0; round < Rounds; round++)
        {
            var before = best;
            foreach (var group in free)
            {
                foreach (var candidate in grid.Concat(Exact(group)).ToArray())
                {
                    Try(ref best, (group, candidate));
                }
            }

            foreach (var layer in layers)
            {
                var (x, y) = (_groups[layer.Input], _groups[layer.Output]);
                if (x == y || _pinned.Contains(x) || _pinned.Contains(y))
                {
                    continue;
                }

                var (fromX, fromY) = (_factors[x], _factors[y]);
                foreach (var candidate in grid.Concat(Exact(x)).Concat(Exact(y)).ToArray())
                {
                    Try(ref best, (x, candidate), (y, Mantissa(fromY * candidate / fromX)));
                    Try(ref best, (x, Mantissa(fromX * candidate / fromY)), (y, candidate));
                }
            }

            if (!(best < before))
            {
                return;
            }
        }
    }

    private void Try(ref double best, params ReadOnlySpan<(int Group, double Factor)> moves)
    {
        _cancellation.ThrowIfCancellationRequested();
        Span<double> old = stackalloc double[moves.Length];
        for (var i = 0; i < moves.Length; i++)
        {
            old[i] = _factors[moves[i].Group];
            _factors[moves[i].Group] = moves[i].Factor;
        }

        var cost = _cost.Total(Factors());
        if (cost < best * (1 - 1e-9))
        {
            best = cost;
            return;
        }

        for (var i = 0; i < moves.Length; i++)
        {
            _factors[moves[i].Group] = old[i];
        }
    }

    /// <summary>Factors at which a neighbouring layer keeps its grid, or a clamp falls on the largest integer.</summary>
    private IEnumerable<double> Exact(int group)
    {
        foreach (var layer in _cost.Layers)
        {
            if (layer.Grid is { } grid && _groups[layer.Output] == group)
            {
                yield return Mantissa(_factors[_groups[layer.Input]] / grid);
            }

            if (layer.Grid is { } gridBefore && _groups[layer.Input] == group)
            {
                yield return Mantissa(_factors[_groups[layer.Output]] * gridBefore);
            }
        }

        foreach (var factor in _cost.ClampFactors)
        {
            yield return Mantissa(factor);
        }
    }

    /// <summary>2^(i/32) for i from 0 to 31, by square roots, which every platform rounds alike.</summary>
    private static double[] Grid()
    {
        var root = 2d;
        for (var n = GridPoints; n > 1; n /= 2)
        {
            root = Math.Sqrt(root);
        }

        var grid = new double[GridPoints];
        grid[0] = 1;
        for (var i = 1; i < GridPoints; i++)
        {
            grid[i] = grid[i - 1] * root;
        }

        return grid;
    }

    /// <summary>The factor's representative in [1, 2): powers of two change nothing.</summary>
    private static double Mantissa(double factor) => 2 * Core.Numerics.FloatingPoint.Frexp(factor).Mantissa;

    /// <summary>
    /// Tensors whose real values are seen from outside, as real numbers too, or by an operator that does not scale, a fused clamp at −1 and 1 among
    /// them; softmax's beta takes up its input's factor.
    /// </summary>
    private static IEnumerable<int> Pinned(QuantizedGraph graph) => graph.Inputs.Concat(graph.Outputs).Concat(graph.Operators
        .Where(step => (!step.Traits.IsHomogeneous && !step.Traits.IsLinear) || LinearLayer.IsReal(graph, step) || FusedActivation.Of(step) == ActivationFunctionType.ReluN1To1
            || (step is Quantize && !ActivationParameters.IsQuantized(graph.Tensors[step.Inputs[0]])))
        .SelectMany(step => step is Softmax ? step.Outputs : [.. step.Inputs, .. step.Outputs])
        .Where(tensor => tensor >= 0));
}
