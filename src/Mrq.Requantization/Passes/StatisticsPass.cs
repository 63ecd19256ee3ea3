using System.Globalization;
using Mrq.Core.Diagnostics;
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
            var statistics = SourceStatistics.Collect(context.Graphs.Of(state.Plan.Graph, state.Plan.Native), samples, context.Parallel, done => context.Progress?.Report(new RequantizationProgress(string.Create(CultureInfo.InvariantCulture, $"looking at activations: {done} of {samples.Count} samples"), ConversionContext.StatisticsShare * done / samples.Count)));
            return state with { Statistics = statistics, Ends = statistics };
        }

        return UniformInputs.Fit(state.Plan.Graph) ? state with { Ends = OfNoise(state, context) } : state;
    }

    /// <summary>What noise does; nothing where an operator is not defined for it, such as a division.</summary>
    private static IReadOnlyDictionary<int, TensorStatistics>? OfNoise(PlanState state, ConversionContext context)
    {
        try
        {
            return SourceStatistics.Collect(context.Graphs.Of(state.Plan.Graph, state.Plan.Native), UniformInputs.Instance, context.Parallel);
        }
        catch (AggregateException error) when (error.Flatten().InnerExceptions.All(inner => inner is MrqException { Code: var code } && code == MrqCodes.InvalidOperator))
        {
            return null;
        }
    }
}
