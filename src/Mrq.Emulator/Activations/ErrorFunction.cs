namespace Mrq.Emulator.Activations;

/// <summary>The complement of the error function, to more digits than float32 holds, far into its tail.</summary>
internal static class ErrorFunction
{
    /// <summary>Up to here the power series keeps twelve digits; beyond, the continued fraction needs few terms.</summary>
    private const double SeriesEnd = 2;

    private const int Terms = 120;

    /// <summary>erfc(x) = 2/√π ∫ exp(−t²) dt from x to ∞.</summary>
    public static double Complement(double x) => x < 0 ? 2 - Complement(-x) : x < SeriesEnd ? 1 - Series(x) : Tail(x);

    /// <summary>erf by 2/√π · exp(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1·3·5 … (2n+1)): all terms are positive, so that no digits are lost.</summary>
    private static double Series(double x)
    {
        var (sum, term) = (x, x);
        for (var n = 1; n < Terms; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>exp(−x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), from the innermost term.</summary>
    private static double Tail(double x)
    {
        var fraction = x;
        for (var n = Terms; n > 0; n--)
        {
            fraction = x + (n / 2.0 / fraction);
        }

        return Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * fraction);
    }
}
