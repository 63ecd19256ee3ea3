namespace Mrq.Evaluation.Metrics;

/// <summary>A 95 % confidence interval, both ends included.</summary>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>The interval with both ends moved.</summary>
    public Interval Shift(double by) => new(Low + by, High + by);

    /// <summary>The interval with both ends multiplied by a factor of at least 0.</summary>
    public Interval Times(double factor) => new(Low * factor, High * factor);
}
