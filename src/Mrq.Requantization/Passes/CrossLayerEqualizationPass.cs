using Mrq.Core.Schemes;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Passes;

/// <summary>Factors for single channels, from a source per channel to a target per tensor; real calibration data only.</summary>
internal sealed class CrossLayerEqualizationPass : IPlanPass
{
    public string Name => PassNames.CrossLayerEqualization;

    public PlanState Run(PlanState state, ConversionContext context) => state.Statistics is { } statistics && Serves(state.Plan, context.Options)
        ? state with { Folding = CrossLayerEqualization.Choose(state.Plan, statistics, state.Movable, context.Parallel.CancellationToken) }
        : state;

    /// <summary>Whether a layer has scales per channel that the target does not, and the samples are believed.</summary>
    public static bool Serves(ConversionPlan plan, RequantizationOptions options) => !options.Synthetic
        && LinearLayer.Of(plan.Graph).Any(layer => !plan.Graph.Tensors[layer.Weights].Quantization!.IsPerTensor && plan.WeightRuleOf(layer.Step).Granularity == Granularity.PerTensor);
}
