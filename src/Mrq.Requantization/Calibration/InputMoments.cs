using Mrq.Requantization.Algebra;

namespace Mrq.Requantization.Calibration;

/// <summary>
/// Second moments of what a row of weights is multiplied with, source and target side by side, in the target's real units:
/// x is the target's input, x° the source's times its folding factors.
/// </summary>
/// <param name="Covariance">H = cov(x, x).</param>
/// <param name="Cross">C = cov(x°, x): row by the source's input, column by the target's.</param>
/// <param name="Samples">Positions that they are taken over.</param>
internal sealed record InputMoments(SquareMatrix Covariance, SquareMatrix Cross, int Samples)
{
    /// <summary>Unknowns for each sample: above 1 the covariance says nothing about most directions.</summary>
    public double Sparsity => (double)Covariance.Size / Samples;

    /// <summary>Moments from columns of integers; every sum is exact, and scaled once.</summary>
    /// <param name="source">The source's inputs, one row of samples for each.</param>
    /// <param name="target">The target's, as many.</param>
    /// <param name="sourceScales">Real value of one step of each source input, folding factor included.</param>
    /// <param name="targetScale">Real value of one step of the target's inputs.</param>
    /// <param name="parallel">Threads; rows are independent of one another.</param>
    public static InputMoments Of(IReadOnlyList<ArraySegment<short>> source, IReadOnlyList<ArraySegment<short>> target, double[] sourceScales, double targetScale, ParallelOptions parallel)
    {
        var size = target.Count;
        var samples = target[0].Count;
        var ones = new short[samples];
        Array.Fill(ones, (short)1);
        var narrow = source.All(row => IntegerDot.IsNarrow(row)) && target.All(row => IntegerDot.IsNarrow(row));
        var sourceSums = source.Select(row => IntegerDot.Sum(row, ones, narrow)).ToArray();
        var targetSums = target.Select(row => IntegerDot.Sum(row, ones, narrow)).ToArray();
        var (covariance, cross) = (new SquareMatrix(size), new SquareMatrix(size));
        void Row(int i)
        {
            for (var j = 0; j < size; j++)
            {
                if (j >= i)
                {
                    covariance[i, j] = covariance[j, i] = Central(IntegerDot.Sum(target[i], target[j], narrow), targetSums[i], targetSums[j], samples) * targetScale * targetScale;
                }

                cross[i, j] = Central(IntegerDot.Sum(source[i], target[j], narrow), sourceSums[i], targetSums[j], samples) * sourceScales[i] * targetScale;
            }
        }

        if (size < 64)
        {
            for (var i = 0; i < size; i++)
            {
                Row(i);
            }
        }
        else
        {
            Parallel.For(0, size, parallel, Row);
        }

        return new InputMoments(covariance, cross, samples);
    }

    /// <summary>(n·Σxy − Σx·Σy) / n²: the numerator is exact, so that constant inputs have a variance of exactly 0.</summary>
    private static double Central(long products, long xs, long ys, int samples) =>
        (double)(((Int128)products * samples) - ((Int128)xs * ys)) / ((double)samples * samples);
}
