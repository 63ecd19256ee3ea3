namespace Mrq.Requantization.Passes;

/// <summary>Biases take up the means of all that was clipped and rounded up to there.</summary>
internal sealed class RoundingErrorFoldingPass : ILayerPass
{
    public string Name => PassNames.RoundingErrorFolding;

    public LayerState Run(LayerState state, ConversionContext context)
    {
        if (state is not { Inputs: { } inputs, Bias: { } before, Rounded: { } rounded })
        {
            return state;
        }

        var means = inputs.Means();
        var folded = RoundingErrorFolding.Fold(state.Folded, state.Groups, rounded, means.Source, means.Target, state.Units);
        return state with { Bias = folded, LargestBiasCorrection = folded.Zip(before, (after, bias) => Math.Abs(after - bias)).Max() / state.Units.OutputScale };
    }
}
