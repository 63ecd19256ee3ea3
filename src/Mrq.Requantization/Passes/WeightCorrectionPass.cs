using Mrq.Requantization.Algebra;

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
            using var correction = WeightCorrection.Of(moments[group], context.Options.Caution, context.Parallel);
            if (correction is not null)
            {
                Parallel.ForEach(state.Groups[group].Rows.Chunk(VectorMath.Rows), context.Parallel, rows => Correct(correction, rows, wanted));
            }
        });
        return state with { Wanted = wanted };
    }

    private static void Correct(WeightCorrection correction, int[] rows, double[][] wanted)
    {
        var corrected = correction.Correct([.. rows.SelectMany(row => wanted[row])]);
        for (var i = 0; i < rows.Length; i++)
        {
            var length = wanted[rows[i]].Length;
            wanted[rows[i]] = corrected.AsSpan(i * length, length).ToArray();
        }
    }
}
