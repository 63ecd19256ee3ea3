namespace Mrq.Requantization.Passes;

/// <summary>Integers are rounded one after another, each with the errors of those before it; scales are compared by the error that this leaves.</summary>
internal sealed class GptqRoundingPass : ILayerPass
{
    public string Name => PassNames.GptqRounding;

    public LayerState Run(LayerState state, ConversionContext context) => state with { FeedsBack = true };
}
