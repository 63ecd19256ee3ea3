using Mrq.Core.Schemes;

namespace Mrq.Requantization.Passes;

/// <summary>Factors for groups of activations that turn scales into powers of two; with free scales a factor for a whole tensor only renames them.</summary>
internal sealed class ScaleFoldingPass : IPlanPass
{
    public string Name => PassNames.ScaleFolding;

    public PlanState Run(PlanState state, ConversionContext context)
    {
        if (!state.Plan.ActivationRules.Any(rule => RangeSearch.Chooses(rule) && rule.Form == ScaleForm.PowerOfTwo))
        {
            return state;
        }

        var cost = ActivationScalesPass.CostOf(state);
        return state with { Cost = cost, Folding = ScaleFolding.Choose(state.Plan.Graph, cost, state.Folding, context.Parallel.CancellationToken) };
    }
}
