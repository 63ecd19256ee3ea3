using Mrq.Evaluation.Datasets;

namespace Mrq;

/// <summary>The samples there are to measure a conversion on.</summary>
/// <param name="Evaluation">Samples with labels; null for none.</param>
/// <param name="Calibration">The samples of the passes; null for none.</param>
/// <param name="CalibrationKind">"data", "synthetic" or "none".</param>
internal sealed record MeasurementData(Dataset? Evaluation, Dataset? Calibration, string CalibrationKind);
