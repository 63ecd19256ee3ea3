using Mrq.Requantization.Calibration;


namespace Mrq.Requantization.Passes;

/// <summary>What the source's activations do on the calibration samples, or without any on noise, where something asks for it.</summary>
internal sealed class StatisticsPass : IPlanPass
{
    public string Name => PassNames.Statistics;

    public PlanState Run(PlanState state, ConversionContext context)
    {
        // Asymmetric targets with free scales that use all integers keep every range; all others choose one, or may lose an end.
        if (!state.Plan.ActivationRules.Any(rule => !rule.KeepsGrids) && !(context.Options.Runs(PassNames.CrossLayerEqualization) && CrossLayerEqualizationPass.Serves(state.Plan, context.Options)))
        {
            return state;
        }

        if (state.Samples is { } samples)
        {
            var statistics = SourceStatistics.Collect(context.Graphs.Of(state.Plan.Graph, state.Plan.Native), samples, context.Parallel);
            return state with { Statistics = statistics, Ends = statistics };
        }

        return UniformInputs.Fit(state.Plan.Graph) ? state with { Ends = SourceStatistics.Collect(context.Graphs.Of(state.Plan.Graph, state.Plan.Native), UniformInputs.Instance, context.Parallel) } : state;
    }
}
