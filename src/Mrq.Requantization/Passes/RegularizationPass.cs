using Mrq.Core.Diagnostics;
using Mrq.Requantization.Regularization;

namespace Mrq.Requantization.Passes;

/// <summary>What a runtime does without saying so becomes an operator or an attribute.</summary>
internal sealed class RegularizationPass : IPlanPass
{
    public string Name => PassNames.Regularization;

    public PlanState Run(PlanState state, ConversionContext context)
    {
        var warnings = new List<(MrqCode Code, string Message)>();
        return state.On(RegularGraph.Of(state.Plan, warnings)) with { Warnings = [.. state.Warnings, .. warnings] };
    }
}
