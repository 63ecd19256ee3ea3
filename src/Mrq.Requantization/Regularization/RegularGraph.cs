using Mrq.Core.Diagnostics;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Regularization;

/// <summary>
/// The source as all passes want it: what a runtime does without saying so is an operator or an attribute, each constant has one reader, and
/// tensors that share a scale can share it. It computes what the source computes; a tensor keeps its index, new ones are appended.
/// </summary>
internal static class RegularGraph
{
    /// <param name="plan">For the graph as it was read; what the target's operators can do themselves stays theirs.</param>
    /// <param name="warnings">What the user should know of it.</param>
    /// <returns>The plan for the regular graph.</returns>
    public static ConversionPlan Of(ConversionPlan plan, ICollection<(MrqCode Code, string Message)> warnings)
    {
        plan = plan.On(SharedConstants.Split(plan.Graph));
        plan = plan.On(IgnoredZeroPoints.Remove(plan.Graph, warnings));
        plan = plan.On(PoolActivations.Separate(plan));
        plan = plan.On(SeparatedScales.FromConcatenations(plan));
        plan = plan.On(SeparatedScales.FromFixedOutputs(plan));
        plan = plan.On(ReinterpretedScales.MakeExplicit(plan));
        return plan.On(ImplicitClamps.MakeExplicit(plan.Graph));
    }
}
