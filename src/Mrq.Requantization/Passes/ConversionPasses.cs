using System.Collections.Immutable;

namespace Mrq.Requantization.Passes;

/// <summary>
/// All passes of a conversion in their order. The source is made regular first, so that all that follows sees what it really computes. Then come exact algebra
/// and the scales of activations, until no end of a range is lost, then one layer after another.
/// </summary>
internal static class ConversionPasses
{
    /// <summary>What every pass behind takes for granted, once.</summary>
    public static ImmutableArray<IPlanPass> Preparation { get; } = [new RegularizationPass(), new StatisticsPass()];

    /// <summary>What becomes of the activations: again whenever an operator was inserted.</summary>
    public static ImmutableArray<IPlanPass> Choices { get; } =
    [
        new ZeroPointFoldingPass(), new CrossLayerEqualizationPass(), new RangeCalibrationPass(), new ScaleFoldingPass(), new ActivationScalesPass(), new ShiftLimitsPass(), new SaturatedEndsPass(),
    ];

    /// <summary>From weights to integers, layer by layer.</summary>
    public static ImmutableArray<ILayerPass> Layers { get; } =
    [
        new InputMomentsPass(), new WeightCorrectionPass(), new GridPreservationPass(), new GptqRoundingPass(), new WeightScalesPass(), new WeightScaleSearchPass(), new RoundingPass(), new RoundingErrorFoldingPass(), new BiasScalePass(),
    ];

    /// <summary>What no conversion can do without.</summary>
    private static readonly ImmutableHashSet<string> Required =
        [PassNames.Regularization, PassNames.Statistics, PassNames.ActivationScales, PassNames.ShiftLimits, PassNames.SaturatedEnds, PassNames.Moments, PassNames.WeightScales, PassNames.Rounding, PassNames.BiasScale];

    /// <summary>The names of those that can be left out.</summary>
    public static IEnumerable<string> Optional => Preparation.Concat(Choices).Select(pass => pass.Name).Concat(Layers.Select(pass => pass.Name)).Where(name => !Required.Contains(name));

    /// <summary>Runs the passes over the plan.</summary>
    public static PlanState Run(PlanState state, ConversionContext context, Stopwatches watches)
    {
        state = Run(Preparation, state, context, watches);
        while (true)
        {
            // A new choice may lose an end that the last one kept. Each round holds one more for good, so that this ends.
            var chosen = Run(Choices, state, context, watches);
            if (chosen.Activations is not null)
            {
                return chosen;
            }

            state = chosen;
        }
    }

    /// <summary>Runs the passes over one layer.</summary>
    public static LayerState Run(LayerState state, ConversionContext context, Stopwatches watches) => Run(Layers, state, context, watches);

    private static TState Run<TState>(IEnumerable<IConversionPass<TState>> passes, TState state, ConversionContext context, Stopwatches watches)
    {
        foreach (var pass in passes.Where(pass => context.Options.Runs(pass.Name)))
        {
            context.Parallel.CancellationToken.ThrowIfCancellationRequested();
            var before = state;
            state = watches.Time(pass.Name, () => pass.Run(before, context));
        }

        return state;
    }
}
