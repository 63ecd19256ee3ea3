using Mrq.Requantization.Algebra;
using Mrq.Requantization.Statistics;

namespace Mrq.Requantization.Passes;

/// <summary>
/// Least-squares correction of weights against the source's activations. The target's input x differs from the source's x° by all
/// that was rounded before it; the row that answers best from x is
/// W* = argmin ‖W·x° − W*·x‖² + λ·mean(diag H)·‖W* − W‖² = W + W·(C − H)·(H + λ·mean(diag H)·I)⁻¹, with H = cov(x, x) and C = cov(x°, x).
/// </summary>
/// <remarks>
/// Source: ridge regression toward the given weights; the reading of MRQ's weight correction (arXiv 2308.01867) that did best in
/// trials. λ is large, so that only the few directions in which activations vary most are corrected: a small one fits the samples.
/// </remarks>
internal sealed class WeightCorrection
{
    private readonly SquareMatrix _difference;
    private readonly Cholesky _factors;

    private WeightCorrection(SquareMatrix difference, Cholesky factors)
    {
        _difference = difference;
        _factors = factors;
    }

    /// <summary>The correction of a layer's rows; null where its inputs never vary.</summary>
    public static WeightCorrection? Of(InputMoments moments, double strength, CancellationToken cancellation = default)
    {
        var ridge = strength * moments.Covariance.MeanDiagonal();
        var size = moments.Covariance.Size;
        if (!(ridge > 0) || Cholesky.TryFactor(moments.Covariance.PlusDiagonal(ridge), cancellation) is not { } factors)
        {
            return null;
        }

        var difference = new SquareMatrix(size);
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                difference[row, column] = moments.Cross[row, column] - moments.Covariance[row, column];
            }
        }

        return new WeightCorrection(difference, factors);
    }

    /// <summary>W* of one row W.</summary>
    public double[] Correct(ReadOnlySpan<double> row)
    {
        var corrected = _difference.Multiply(row);
        _factors.Solve(corrected);
        for (var i = 0; i < corrected.Length; i++)
        {
            corrected[i] += row[i];
        }

        return corrected;
    }
}
