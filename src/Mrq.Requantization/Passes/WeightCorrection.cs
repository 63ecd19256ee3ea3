using Mrq.Requantization.Algebra;
using Mrq.Requantization.Calibration;

namespace Mrq.Requantization.Passes;

/// <summary>
/// Least-squares correction of weights against the source's activations. The target's input x differs from the source's x° by all
/// that was rounded before it; the row that answers best from x is
/// W* = argmin ‖W·x° − W*·x‖² + λ·mean(diag H)·‖W* − W‖² = W + W·(C − H)·(H + λ·mean(diag H)·I)⁻¹, with H = cov(x, x) and C = cov(x°, x).
/// </summary>
/// <remarks>
/// Source: ridge regression toward the given weights; the reading of MRQ's weight correction (arXiv 2308.01867) that did best in
/// trials. λ grows with the unknowns for each sample: where samples are many, directions in which activations vary little are corrected too, and
/// where they are few, a small λ would fit the samples (one λ of 30 for all layers lost 0.5 to 0.8 dB).
/// </remarks>
internal sealed class WeightCorrection : IDisposable
{
    private const double Ridge = 0.3;

    /// <summary>Further λ for each unknown that a sample has to tell; between 30 and 100 little changes.</summary>
    private const double SparsityRidge = 90;

    private readonly SquareMatrix _difference;
    private readonly Cholesky _factors;

    private WeightCorrection(SquareMatrix difference, Cholesky factors)
    {
        _difference = difference;
        _factors = factors;
    }

    /// <summary>The correction of a layer's rows; null where its inputs never vary.</summary>
    public static WeightCorrection? Of(InputMoments moments, double caution, ParallelOptions parallel)
    {
        var ridge = caution * (Ridge + (SparsityRidge * moments.Sparsity)) * moments.Covariance.MeanDiagonal();
        var size = moments.Covariance.Size;
        if (!(ridge > 0))
        {
            return null;
        }

        if (Cholesky.TryFactor(moments.Covariance.PlusDiagonal(ridge), parallel) is not { } factors)
        {
            return null;
        }

        var difference = new SquareMatrix(size);
        for (var row = 0; row < size; row++)
        {
            var cross = moments.Cross.Row(row);
            var covariance = moments.Covariance.Row(row);
            var target = difference.Row(row);
            for (var column = 0; column < size; column++)
            {
                target[column] = cross[column] - covariance[column];
            }
        }

        return new WeightCorrection(difference, factors);
    }

    public void Dispose()
    {
        _difference.Dispose();
        _factors.Dispose();
    }

    /// <summary>W* of some rows W, one after another; at most <see cref="VectorMath.Rows"/>.</summary>
    public double[] Correct(ReadOnlySpan<double> rows)
    {
        var corrected = _difference.Multiply(rows);
        _factors.Solve(corrected);
        for (var i = 0; i < corrected.Length; i++)
        {
            corrected[i] += rows[i];
        }

        return corrected;
    }
}
