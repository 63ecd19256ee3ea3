using Mrq.Core.Schemes;
using Mrq.Evaluation;

namespace Mrq;

/// <summary>A set of operators with more bits, converted and measured.</summary>
/// <param name="Operators">How many.</param>
/// <param name="Share">What they cost, as a share of the model's multiply-adds.</param>
/// <param name="Overrides">The rules that say so.</param>
/// <param name="Noise">What is left of the noise on each sample; null where the set was refused.</param>
/// <param name="Metric">The metric; null where none was measured.</param>
/// <param name="Refused">Why it was refused; null where it was not.</param>
internal sealed record PrecisionPoint(int Operators, double Share, SchemeOverrides Overrides, SampleNoise? Noise, double? Metric, string? Refused)
{
    /// <summary>Whether all limits of the request hold; false where there are none.</summary>
    public bool Suffices { get; init; }
}

/// <summary>What more bits for some operators gain: the conversion by one rule first, then sets of more and more operators.</summary>
/// <param name="Data">"evaluation", "calibration" or "synthetic".</param>
/// <param name="Samples">On how many all were measured.</param>
/// <param name="MetricName">The metric; null where none was measured.</param>
/// <param name="Points">In the order of their size.</param>
/// <param name="Chosen">The place of the one that was taken; 0 where all operators have one rule.</param>
/// <param name="Verdict">Why that one.</param>
internal sealed record PrecisionCurve(string Data, int Samples, string? MetricName, IReadOnlyList<PrecisionPoint> Points, int Chosen, string Verdict)
{
    public PrecisionPoint Taken => Points[Chosen];

    /// <summary>What a point gains over one rule for all; null where it was refused.</summary>
    public SampleNoise.NoiseGain? GainOf(PrecisionPoint point) => point.Noise is { } noise && Points[0].Noise is { } narrow ? noise.Over(narrow) : null;
}
