namespace Mrq.Evaluation.Metrics;

/// <summary>A metric of two models on the same samples. What a metric does not define is null.</summary>
public sealed record PairedResult
{
    /// <summary>The source's value; null for SQNR, which the source has none of.</summary>
    public double? Source { get; init; }

    /// <summary>What the source's value is 100 times of, where it is a count; null where it is a sum of real numbers.</summary>
    public Proportion? SourceCount { get; init; }

    public Interval? SourceInterval { get; init; }

    public required double Target { get; init; }

    /// <summary>What the target's value is 100 times of, where it is a count.</summary>
    public Proportion? TargetCount { get; init; }

    public Interval? TargetInterval { get; init; }

    /// <summary>Target less source.</summary>
    public double? Difference => Target - Source;

    /// <summary>95 % interval of <see cref="Difference"/>, by <see cref="Method"/>.</summary>
    public Interval? DifferenceInterval { get; init; }

    /// <summary>How the intervals were computed.</summary>
    public required string Method { get; init; }

    /// <summary>Standard error of the difference.</summary>
    public double? StandardError { get; init; }

    /// <summary>The exact McNemar test's, where answers are right or wrong.</summary>
    public double? PValue { get; init; }

    /// <summary>Answers that the source gets wrong (or worse) and the target right; what an answer is, <see cref="ChangedUnit"/> says.</summary>
    public long? Better { get; init; }

    /// <summary>Answers that the source gets right (or better) and the target wrong.</summary>
    public long? Worse { get; init; }

    /// <summary>What <see cref="Better"/> and <see cref="Worse"/> count: "samples", "pairs", "positions".</summary>
    public string ChangedUnit { get; init; } = "samples";
}
