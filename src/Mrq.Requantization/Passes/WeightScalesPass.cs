using Mrq.Core.Schemes;
using Mrq.Requantization.Layers;

namespace Mrq.Requantization.Passes;

/// <summary>The scales that each row, or all, may have; of them the one to take when nothing is known about the inputs.</summary>
internal sealed class WeightScalesPass : ILayerPass
{
    public string Name => PassNames.WeightScales;

    public LayerState Run(LayerState state, ConversionContext context)
    {
        var live = Live(state, context.Parallel);
        if (state.Rule.Granularity == Granularity.PerTensor)
        {
            var shared = Candidates(state, live.Any(HasWeights) ? live : state.Wanted, state.Folded.GridScales, state.Ranges.Common.Largest, state.SmallestScales.Max());
            return state with { ScaleCandidates = [shared], Scales = [.. Enumerable.Repeat(shared[0], live.Length)] };
        }

        var candidates = new IReadOnlyList<float>[live.Length];
        Parallel.For(0, live.Length, context.Parallel, row =>
        {
            var weights = HasWeights(live[row]) ? live[row] : state.Wanted[row];
            candidates[row] = Candidates(state, [weights], state.Folded.GridScales is { } grids ? [grids[row]] : null, state.Ranges.LargestOf(row, weights), state.SmallestScales[row]);
        });
        return state with { ScaleCandidates = [.. candidates], Scales = [.. candidates.Select(scales => scales[0])] };
    }

    private static IReadOnlyList<float> Candidates(LayerState state, double[][] rows, IReadOnlyList<double>? grids, double largest, double smallest) =>
        WeightScales.Candidates(rows, grids, state.Rule, largest, state.PreservesGrid, smallest, state.LargestScale);

    /// <summary>The rows with 0 for weights whose input never varies: they do not set a range.</summary>
    private static double[][] Live(LayerState state, ParallelOptions parallel)
    {
        if (state.Moments is not { } moments)
        {
            return state.Wanted;
        }

        var live = new double[state.Wanted.Length][];
        Parallel.For(0, state.Groups.Length, parallel, group =>
        {
            var covariance = moments[group].Covariance;
            foreach (var row in state.Groups[group].Rows)
            {
                live[row] = [.. state.Wanted[row].Select((weight, column) => covariance[column, column] > 0 ? weight : 0)];
            }
        });
        return live;
    }

    private static bool HasWeights(double[] row) => row.Any(weight => weight != 0);
}
