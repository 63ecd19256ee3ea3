

namespace Mrq.Requantization.Passes;

/// <summary>Second moments of the layer's inputs, and with them what an error of its integers costs.</summary>
internal sealed class InputMomentsPass : ILayerPass
{
    public string Name => PassNames.Moments;

    public LayerState Run(LayerState state, ConversionContext context)
    {
        if (state.Inputs?.Moments(state.Folded, state.Groups) is not { } moments)
        {
            return state;
        }

        var (metrics, live) = (new GptqRounding?[state.Wanted.Length], (double[][])state.Live.Clone());
        Parallel.For(0, state.Groups.Length, context.Parallel, group =>
        {
            var metric = GptqRounding.Of(moments[group], context.Options.Caution, context.Parallel.CancellationToken);
            foreach (var row in state.Groups[group].Rows)
            {
                metrics[row] = metric;
                live[row] = Live(state.Wanted[row], moments[group].Covariance);
            }
        });
        return state with { Moments = moments, Metrics = metrics, Live = live };
    }

    /// <summary>A row with 0 for weights whose input never varies.</summary>
    public static double[] Live(double[] row, Algebra.SquareMatrix covariance) => [.. row.Select((weight, column) => covariance[column, column] > 0 ? weight : 0)];
}
