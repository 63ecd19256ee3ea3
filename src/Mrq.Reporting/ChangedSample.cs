using Mrq.Evaluation.Metrics;

namespace Mrq.Reporting;

/// <summary>A sample whose prediction changed, as the page shows it.</summary>
/// <param name="Prediction">Which sample, and both predictions.</param>
/// <param name="Picture">A PNG of it; null where it is no image.</param>
public sealed record ChangedSample(ChangedPrediction Prediction, byte[]? Picture);
