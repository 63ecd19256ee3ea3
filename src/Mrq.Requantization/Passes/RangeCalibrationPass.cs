namespace Mrq.Requantization.Passes;

/// <summary>Activation scales may saturate what is rare; an input's saturate one level at most.</summary>
internal sealed class RangeCalibrationPass : IPlanPass
{
    public string Name => PassNames.RangeCalibration;

    public PlanState Run(PlanState state, ConversionContext context) => state with { Coverage = RangeCoverage.For(context.Options) };
}
