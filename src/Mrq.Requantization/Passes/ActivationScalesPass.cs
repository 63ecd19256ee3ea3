using Mrq.Core.Graph;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Plan;


namespace Mrq.Requantization.Passes;

/// <summary>The scales and zero points of activations that go with the factors, and operators that have to be written otherwise under them.</summary>
internal sealed class ActivationScalesPass : IPlanPass
{
    public string Name => PassNames.ActivationScales;

    public PlanState Run(PlanState state, ConversionContext context)
    {
        var activations = state.Plan.ActivationRules.Any(RangeSearch.Chooses)
            ? (state.Cost ?? CostOf(state)).Plan(state.Folding)
            : new ActivationPlan(state.Folding, new Dictionary<int, double>(), new Dictionary<int, Operator>());
        return state with { Activations = activations, Target = ConvertedActivations.Of(state.Plan, activations) };
    }

    public static FoldingCost CostOf(PlanState state) => new(state.Plan, state.Folding, new RangeSearch(state.Plan, state.Statistics, state.Coverage, state.Movable));
}
