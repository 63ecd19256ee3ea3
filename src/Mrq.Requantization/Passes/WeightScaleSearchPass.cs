using Mrq.Core.Schemes;

namespace Mrq.Requantization.Passes;

/// <summary>Of the scales that weights may have the one whose rounding has the least output error e·H·eᵀ, relative to the row's power where rows share it.</summary>
internal sealed class WeightScaleSearchPass : ILayerPass
{
    /// <summary>Rows that stand for all when a scale for all is chosen.</summary>
    private const int RowsTried = 64;

    /// <summary>Errors count relative to the power of their row, which has at least this share of the mean row's.</summary>
    private const double PowerFloor = 0.01;

    /// <summary>Another scale than the preferred one must have less than this share of its error: sampled errors do not tell finer.</summary>
    private const double ClearGain = 0.7;

    public string Name => PassNames.WeightScaleSearch;

    public LayerState Run(LayerState state, ConversionContext context)
    {
        var rounding = new RowRounding(state, context.Parallel.CancellationToken);
        if (state.Rule.Granularity == Granularity.PerTensor)
        {
            return state with { Scales = [.. Enumerable.Repeat(OfTensor(state, rounding, context.Parallel), state.Wanted.Length)] };
        }

        var scales = new float[state.Wanted.Length];
        Parallel.For(0, scales.Length, context.Parallel, row => scales[row] = OfRow(state, rounding, row));
        return state with { Scales = scales };
    }

    private static float OfTensor(LayerState state, RowRounding rounding, ParallelOptions parallel)
    {
        var candidates = state.ScaleCandidates[0];
        if (candidates.Count == 1)
        {
            return candidates[0];
        }

        var stride = Math.Max(1, state.Wanted.Length / RowsTried);
        var powers = Enumerable.Range(0, state.Wanted.Length).Select(rounding.PowerOf).ToArray();
        var floor = PowerFloor * powers.Sum() / powers.Length;
        var errors = new double[candidates.Count];
        Parallel.For(0, errors.Length, parallel, candidate =>
        {
            for (var row = 0; row < state.Wanted.Length; row += stride)
            {
                errors[candidate] += rounding.ErrorAt(row, candidates[candidate]) / (powers[row] + floor);
            }
        });
        return errors.Min() > errors[0] * ClearGain ? candidates[0] : candidates[Array.IndexOf(errors, errors.Min())];
    }

    private static float OfRow(LayerState state, RowRounding rounding, int row)
    {
        var candidates = state.ScaleCandidates[row];
        var errors = candidates.Select(scale => rounding.ErrorAt(row, scale)).ToArray();
        return candidates[Array.IndexOf(errors, errors.Min())];
    }
}
