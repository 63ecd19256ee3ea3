using Mrq.Core.Schemes;
using Mrq.Requantization.Layers;

namespace Mrq.Requantization.Passes;

/// <summary>For each row, or for all, the scale to take when nothing is known about the inputs.</summary>
internal sealed class WeightScalesPass : ILayerPass
{
    public string Name => PassNames.WeightScales;

    public LayerState Run(LayerState state, ConversionContext context)
    {
        if (state.Rule.Granularity == Granularity.PerTensor)
        {
            return state with { Scales = [.. Enumerable.Repeat(OfTensor(state)[0], state.Wanted.Length)] };
        }

        var scales = new float[state.Wanted.Length];
        Parallel.For(0, scales.Length, context.Parallel, row => scales[row] = OfRow(state, row)[0]);
        return state with { Scales = scales };
    }

    /// <summary>The scales that all rows may share, the preferred one first.</summary>
    public static IReadOnlyList<float> OfTensor(LayerState state) => WeightScales.Candidates(
        state.Live.Any(row => row.Any(weight => weight != 0)) ? state.Live : state.Wanted, state.Folded.GridScales, state.Rule, state.Range.Largest, state.PreservesGrid, state.SmallestScales.Max());

    /// <summary>The scales that a row may have, the preferred one first.</summary>
    public static IReadOnlyList<float> OfRow(LayerState state, int row)
    {
        double[][] rows = [state.Live[row].Any(weight => weight != 0) ? state.Live[row] : state.Wanted[row]];
        return WeightScales.Candidates(rows, state.Folded.GridScales is { } grids ? [grids[row]] : null, state.Rule, state.Range.Largest, state.PreservesGrid, state.SmallestScales[row]);
    }
}
