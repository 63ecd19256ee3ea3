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
        var rounding = new RowRounding(state, context.Parallel);
        return state with
        {
            Scales = state.Rule.Granularity == Granularity.PerTensor ? [.. Enumerable.Repeat(OfTensor(state, rounding), state.Wanted.Length)] : OfRows(state, rounding),
        };
    }

    private static float OfTensor(LayerState state, RowRounding rounding)
    {
        var candidates = state.ScaleCandidates[0];
        if (candidates.Count == 1)
        {
            return candidates[0];
        }

        var stride = Math.Max(1, state.Wanted.Length / RowsTried);
        var powers = rounding.Powers();
        var floor = PowerFloor * powers.Sum() / powers.Length;
        int[] rows = [.. Enumerable.Range(0, state.Wanted.Length).Where(row => row % stride == 0)];
        var tried = rounding.ErrorsAt([.. candidates.SelectMany(scale => rows, (scale, row) => (row, scale))]);
        var errors = new double[candidates.Count];
        for (var i = 0; i < tried.Length; i++)
        {
            errors[i / rows.Length] += tried[i] / (powers[rows[i % rows.Length]] + floor);
        }

        return errors.Min() > errors[0] * ClearGain ? candidates[0] : candidates[Array.IndexOf(errors, errors.Min())];
    }

    private static float[] OfRows(LayerState state, RowRounding rounding)
    {
        var errors = rounding.ErrorsAt([.. state.ScaleCandidates.SelectMany((candidates, row) => candidates.Select(scale => (row, scale)))]);
        var scales = new float[state.Wanted.Length];
        for (var (row, first) = (0, 0); row < scales.Length; first += state.ScaleCandidates[row].Count, row++)
        {
            var own = errors.AsSpan(first, state.ScaleCandidates[row].Count).ToArray();
            scales[row] = state.ScaleCandidates[row][Array.IndexOf(own, own.Min())];
        }

        return scales;
    }
}
