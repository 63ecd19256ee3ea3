using Mrq.Requantization.Calibration;
using Mrq.Requantization.Layers;


namespace Mrq.Requantization.Passes;

/// <summary>A layer's inputs over the calibration samples, in the source and in the target up to there.</summary>
internal interface ILayerInputs
{
    /// <summary>Second moments of each group's inputs; null for rows too long for them.</summary>
    IReadOnlyList<InputMoments>? Moments(FoldedLayer folded);

    /// <summary>Means of what each weight is multiplied with, in integer steps.</summary>
    (double[] Source, double[] Target) Means();
}
