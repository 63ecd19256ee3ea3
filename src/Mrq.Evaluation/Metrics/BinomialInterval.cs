namespace Mrq.Evaluation.Metrics;

/// <summary>
/// The exact 95 % interval of a proportion (Clopper and Pearson 1934): all p for which neither P(X ≥ k) nor P(X ≤ k) of a binomial
/// with n trials is under 2.5 %.
/// </summary>
internal static class BinomialInterval
{
    private const double Tail = 0.025;

    /// <summary>Enough halvings to reach the last bit that matters in a percentage.</summary>
    private const int Halvings = 50;

    /// <param name="successes">From 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">At least 1.</param>
    /// <returns>Both ends from 0 to 1.</returns>
    public static Interval Exact(int successes, int trials)
    {
        var coefficients = LogCoefficients(trials);
        return new Interval(
            successes == 0 ? 0 : Solve(p => Sum(coefficients, p, successes, trials) < Tail),
            successes == trials ? 1 : Solve(p => Sum(coefficients, p, 0, successes) > Tail));
    }

    /// <summary>The p at which a condition that holds below it stops to hold.</summary>
    private static double Solve(Func<double, bool> isBelow)
    {
        var (low, high) = (0d, 1d);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = isBelow(middle) ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>P(first ≤ X ≤ last).</summary>
    private static double Sum(double[] coefficients, double p, int first, int last)
    {
        var (logP, logQ) = (Math.Log(p), Math.Log(1 - p));
        var sum = 0d;
        for (var i = first; i <= last; i++)
        {
            sum += Math.Exp(coefficients[i] + (i * logP) + ((coefficients.Length - 1 - i) * logQ));
        }

        return sum;
    }

    /// <summary>log C(n, i) for every i.</summary>
    private static double[] LogCoefficients(int trials)
    {
        var result = new double[trials + 1];
        for (var i = 1; i <= trials; i++)
        {
            result[i] = result[i - 1] + Math.Log((double)(trials - i + 1) / i);
        }

        return result;
    }
}
