namespace Mrq.Evaluation.Metrics;

/// <summary>What a metric keeps of each sample of one model, so that it can be computed over any choice of samples.</summary>
internal interface IMetricScores
{
    /// <summary>Number of samples.</summary>
    int Count { get; }

    /// <summary>The metric where each sample counts as often as its weight says; not a number where it is undefined for them.</summary>
    double Value(ReadOnlySpan<int> weights);
}
