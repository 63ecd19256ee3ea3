using Mrq.Requantization.Algebra;

namespace Mrq.Requantization.Calibration;

/// <summary>
/// Second moments of what a row of weights is multiplied with, source and target side by side, in the target's real units:
/// x is the target's input, x° the source's times its folding factors.
/// </summary>
/// <param name="Covariance">H = cov(x, x).</param>
/// <param name="Cross">C = cov(x°, x): row by the source's input, column by the target's.</param>
/// <param name="Samples">Positions that they are taken over.</param>
internal sealed record InputMoments(SquareMatrix Covariance, SquareMatrix Cross, int Samples) : IDisposable
{
    /// <summary>Unknowns for each sample: above 1 the covariance says nothing about most directions.</summary>
    public double Sparsity => (double)Covariance.Size / Samples;

    public void Dispose()
    {
        Covariance.Dispose();
        Cross.Dispose();
    }
}
