using Mrq.Core.Graph;
using Mrq.Evaluation.Layers;

namespace Mrq.Reporting;

/// <summary>A layer to show in detail.</summary>
/// <param name="Quality">How far its output is from the source's.</param>
/// <param name="SourceWeights">Null for a layer without weights.</param>
/// <param name="TargetWeights">Null for a layer without weights.</param>
/// <param name="WeightFactors">What each of the target's weights is a multiple of; null for themselves.</param>
public sealed record WorstLayer(LayerQuality Quality, Tensor? SourceWeights, Tensor? TargetWeights, IReadOnlyList<double>? WeightFactors = null)
{
    /// <summary>The least and the largest weight of each output channel in the source; empty where that is not known.</summary>
    public IReadOnlyList<(double Low, double High)> SourceRanges { get; init; } = [];

    /// <summary>The same of the target, in the source's units.</summary>
    public IReadOnlyList<(double Low, double High)> TargetRanges { get; init; } = [];
}
