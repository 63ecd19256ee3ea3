namespace Mrq.Requantization.Passes;

/// <summary>Weights keep the source's grid where the target can hold it: each is the source's integer without its zero point.</summary>
internal sealed class GridPreservationPass : ILayerPass
{
    public string Name => PassNames.GridPreservation;

    public LayerState Run(LayerState state, ConversionContext context) => state with { PreservesGrid = true };
}
