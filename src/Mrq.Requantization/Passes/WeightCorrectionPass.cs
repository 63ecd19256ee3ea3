namespace Mrq.Requantization.Passes;

/// <summary>Rows that answer best from what the target's activations have become.</summary>
internal sealed class WeightCorrectionPass : ILayerPass
{
    public string Name => PassNames.WeightCorrection;

    public LayerState Run(LayerState state, ConversionContext context)
    {
        if (state.Moments is not { } moments)
        {
            return state;
        }

        var wanted = (double[][])state.Wanted.Clone();
        Parallel.For(0, state.Groups.Length, context.Parallel, group =>
        {
            using var correction = WeightCorrection.Of(moments[group], context.Options.Caution, context.Parallel.CancellationToken);
            if (correction is not null)
            {
                Parallel.ForEach(state.Groups[group].Rows, context.Parallel, row => wanted[row] = correction.Correct(state.Wanted[row]));
            }
        });
        return state with { Wanted = wanted };
    }
}
