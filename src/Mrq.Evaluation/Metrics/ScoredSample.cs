namespace Mrq.Evaluation.Metrics;

/// <summary>One sample as both models answer it, in real numbers.</summary>
internal readonly ref struct ScoredSample
{
    /// <summary>The sample's number.</summary>
    public required int Index { get; init; }

    public required ReadOnlySpan<double> Source { get; init; }

    public required ReadOnlySpan<double> Target { get; init; }

    /// <summary>The first input as the source saw it; empty where the metric does not ask for it.</summary>
    public ReadOnlySpan<double> SourceInput { get; init; }

    /// <summary>The first input as the target saw it.</summary>
    public ReadOnlySpan<double> TargetInput { get; init; }

    /// <summary>All outputs of the source; none where the metric does not ask for them.</summary>
    public IReadOnlyList<double[]> SourceOutputs { get; init; }

    /// <summary>All outputs of the target.</summary>
    public IReadOnlyList<double[]> TargetOutputs { get; init; }

    /// <summary>The label where it is values or a map, as the data has it.</summary>
    public ReadOnlySpan<byte> Label { get; init; }
}
