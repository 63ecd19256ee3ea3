namespace Mrq.Evaluation.Metrics.Detections;

/// <summary>A box that a model finds.</summary>
/// <param name="Class">Its class.</param>
/// <param name="Score">How sure the model is.</param>
/// <param name="Box">Where it is.</param>
internal readonly record struct FoundBox(int Class, double Score, Box Box);
