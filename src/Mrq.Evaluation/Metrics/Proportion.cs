using Mrq.Core.Numerics;

namespace Mrq.Evaluation.Metrics;

/// <summary>A count out of a count: what a share was before it was divided, for those who compare it.</summary>
/// <param name="Count">From 0 to <paramref name="Of"/>.</param>
/// <param name="Of">At least 1.</param>
public readonly record struct Proportion(long Count, long Of)
{
    /// <summary>From 0 to 1.</summary>
    public double Share => (double)Count / Of;

    /// <summary>From 0 to 100.</summary>
    public double Percent => 100.0 * Count / Of;

    /// <summary>100 · count / of.</summary>
    public Fraction ExactPercent => new(100 * (System.Numerics.BigInteger)Count, Of);
}
