namespace Mrq.Evaluation.Metrics;

/// <summary>Mean over samples of each one's mean squared error.</summary>
internal sealed class SquaredErrors(double[] errors) : IMetricScores
{
    public int Count => errors.Length;

    public ReadOnlySpan<double> Errors => errors;

    /// <summary>Σ w e / Σ w.</summary>
    public double Value(ReadOnlySpan<int> weights)
    {
        var (sum, all) = (0d, 0L);
        for (var i = 0; i < errors.Length; i++)
        {
            sum += weights[i] * errors[i];
            all += weights[i];
        }

        return sum / all;
    }

    /// <summary>The mean of the squared differences of two samples' values, in the order of their indices.</summary>
    public static double Of(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        var sum = 0d;
        for (var i = 0; i < expected.Length; i++)
        {
            var difference = expected[i] - actual[i];
            sum += difference * difference;
        }

        return sum / expected.Length;
    }
}
