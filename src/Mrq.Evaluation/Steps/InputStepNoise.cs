using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Steps;

/// <summary>
/// The source's own noise: how far its output moves when each value of its inputs moves by one step. What a conversion changes is small where it is less than
/// that. Both are of the first output, on the same samples.
/// </summary>
/// <param name="Samples">How many samples.</param>
/// <param name="Agreement">Predictions of the source that stay; null where its output is no choice.</param>
/// <param name="Sqnr">Signal to noise of the source's output in dB; +∞ where nothing moves.</param>
/// <param name="TargetAgreement">Predictions of the target that are the source's.</param>
/// <param name="TargetSqnr">Signal to noise of the target's output in dB.</param>
public sealed record InputStepNoise(int Samples, Proportion? Agreement, double Sqnr, Proportion? TargetAgreement, double TargetSqnr)
{
    /// <summary>How many times as far as such a step conversion moves the output, by the root of the mean square; null where one of the two moves nothing.</summary>
    public double? Ratio => double.IsFinite(Sqnr) && double.IsFinite(TargetSqnr) ? Math.Pow(10, (Sqnr - TargetSqnr) / 20) : null;
}
