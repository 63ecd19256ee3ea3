namespace Mrq.Evaluation.Metrics;

/// <summary>A sample that the target answers otherwise than the source.</summary>
/// <param name="Sample">Its number, from 0 on.</param>
/// <param name="Source">The source's class.</param>
/// <param name="Target">The target's.</param>
/// <param name="Label">The true class; null where there are no class labels.</param>
public sealed record ChangedPrediction(int Sample, int Source, int Target, int? Label);
