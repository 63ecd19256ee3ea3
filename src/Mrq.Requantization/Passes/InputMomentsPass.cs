namespace Mrq.Requantization.Passes;

/// <summary>Second moments of the layer's inputs, and with them what an error of its integers costs.</summary>
internal sealed class InputMomentsPass : ILayerPass
{
    public string Name => PassNames.Moments;

    public LayerState Run(LayerState state, ConversionContext context)
    {
        if (state.Inputs?.Moments(state.Folded) is not { } moments)
        {
            return state;
        }

        var metrics = new GptqRounding?[state.Wanted.Length];
        Parallel.For(0, state.Groups.Length, context.Parallel, group =>
        {
            var metric = GptqRounding.Of(moments[group], context.Options.Caution, context.Parallel);
            foreach (var row in state.Groups[group].Rows)
            {
                metrics[row] = metric;
            }
        });
        return state with { Moments = moments, Metrics = metrics };
    }
}
