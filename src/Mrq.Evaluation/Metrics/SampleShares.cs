namespace Mrq.Evaluation.Metrics;

/// <summary>100 times a sum over samples in shares of another sum over them: each sample has what it gives to both.</summary>
/// <param name="parts">What each gives to the sum above.</param>
/// <param name="wholes">What each gives to the sum below; 0 for one that does not count.</param>
internal sealed class SampleShares(double[] parts, double[] wholes) : IMetricScores
{
    public int Count => parts.Length;

    /// <summary>100 · Σ w part / Σ w whole.</summary>
    public double Value(ReadOnlySpan<int> weights)
    {
        var (part, whole) = (0d, 0d);
        for (var i = 0; i < parts.Length; i++)
        {
            part += weights[i] * parts[i];
            whole += weights[i] * wholes[i];
        }

        return 100 * part / whole;
    }
}
