namespace Mrq.Evaluation.Metrics;

/// <summary>
/// Number, means and central moments of pairs of values, joined without cancellation. Source: Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.
/// </summary>
/// <param name="Count">How many pairs.</param>
/// <param name="MeanX">The mean of the first values.</param>
/// <param name="MeanY">The mean of the second ones.</param>
/// <param name="Xx">Σ (x − mean)².</param>
/// <param name="Yy">Σ (y − mean)².</param>
/// <param name="Xy">Σ (x − mean)(y − mean).</param>
internal readonly record struct CoMoments(double Count, double MeanX, double MeanY, double Xx, double Yy, double Xy)
{
    /// <summary>Pearson's correlation, −1 to 1; not a number where one of both is constant.</summary>
    public double Correlation => Xx > 0 && Yy > 0 ? Math.Clamp(Xy / (Math.Sqrt(Xx) * Math.Sqrt(Yy)), -1, 1) : double.NaN;

    public static CoMoments Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var (meanX, meanY) = (Mean(x), Mean(y));
        var (xx, yy, xy) = (0d, 0d, 0d);
        for (var i = 0; i < x.Length; i++)
        {
            var (dx, dy) = (x[i] - meanX, y[i] - meanY);
            (xx, yy, xy) = (xx + (dx * dx), yy + (dy * dy), xy + (dx * dy));
        }

        return new CoMoments(x.Length, meanX, meanY, xx, yy, xy);
    }

    /// <summary>The moments of all pairs of both, those of the other so many times.</summary>
    public CoMoments With(CoMoments other, int times)
    {
        var (added, all) = (times * other.Count, Count + (times * other.Count));
        if (added == 0)
        {
            return this;
        }

        var (dx, dy, between) = (other.MeanX - MeanX, other.MeanY - MeanY, Count * added / all);
        return new CoMoments(
            all,
            MeanX + (dx * added / all),
            MeanY + (dy * added / all),
            Xx + (times * other.Xx) + (dx * dx * between),
            Yy + (times * other.Yy) + (dy * dy * between),
            Xy + (times * other.Xy) + (dx * dy * between));
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0d;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
