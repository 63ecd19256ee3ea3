
namespace Mrq.Requantization.Passes;

/// <summary>Activations whose zero point biases can take up may have any.</summary>
internal sealed class ZeroPointFoldingPass : IPlanPass
{
    public string Name => PassNames.ZeroPointFolding;

    public PlanState Run(PlanState state, ConversionContext context) => state with { Movable = [.. ZeroPointFolding.Movable(state.Plan)] };
}
