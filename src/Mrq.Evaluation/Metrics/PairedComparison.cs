namespace Mrq.Evaluation.Metrics;

/// <summary>
/// Two models on the same labelled samples. Only the samples on which they differ tell them apart, which makes the comparison
/// far sharper than two accuracies side by side.
/// </summary>
/// <param name="Count">Samples n, at least 1.</param>
/// <param name="CorrectA">Samples that model A answers correctly.</param>
/// <param name="CorrectB">Samples that model B answers correctly.</param>
/// <param name="Better">Samples that A gets wrong and B right (c).</param>
/// <param name="Worse">Samples that A gets right and B wrong (b).</param>
public sealed record PairedComparison(int Count, int CorrectA, int CorrectB, int Better, int Worse)
{
    /// <summary>Accuracy of A in percent.</summary>
    public double AccuracyA => 100.0 * CorrectA / Count;

    /// <summary>Accuracy of B in percent.</summary>
    public double AccuracyB => 100.0 * CorrectB / Count;

    /// <summary>Accuracy of B less that of A in percentage points: negative when B loses.</summary>
    public double Difference => 100.0 * (Better - Worse) / Count;

    /// <summary>Standard error of <see cref="Difference"/> for paired proportions, in percentage points: 100 · √(b + c − (b − c)² / n) / n.</summary>
    public double StandardError
    {
        get
        {
            double difference = Worse - Better;
            return 100 * Math.Sqrt(Math.Max(0, (double)Worse + Better - (difference * difference / Count))) / Count;
        }
    }

    /// <summary>
    /// McNemar's exact two-sided test: the chance of a split at least this uneven when better and worse were equally likely,
    /// min(1, 2 · Σ_{i ≤ min(b, c)} C(b + c, i) / 2^(b + c)).
    /// </summary>
    public double PValue
    {
        get
        {
            // In logarithms, because 2^-(b+c) underflows a double from 1075 on.
            var discordant = Better + Worse;
            var logTerm = -discordant * Math.Log(2);
            var sum = Math.Exp(logTerm);
            for (var i = 1; i <= Math.Min(Better, Worse); i++)
            {
                logTerm += Math.Log((double)(discordant - i + 1) / i);
                sum += Math.Exp(logTerm);
            }

            return Math.Min(1, 2 * sum);
        }
    }

    /// <summary>
    /// The exact 95 % interval of <see cref="Difference"/> that belongs to McNemar's test: given that b + c samples differ, c is
    /// binomial, and the Clopper-Pearson interval of its share p gives (2p − 1) · (b + c) / n. Where none differ, the bound is on
    /// their share itself: ±(1 − 0.025^(1/n)).
    /// </summary>
    public Interval DifferenceInterval
    {
        get
        {
            var discordant = Better + Worse;
            if (discordant == 0)
            {
                var bound = 100 * (1 - Math.Pow(0.025, 1.0 / Count));
                return new Interval(-bound, bound);
            }

            var share = BinomialInterval.Exact(Better, discordant);
            return new Interval((2 * share.Low) - 1, (2 * share.High) - 1).Times(100.0 * discordant / Count);
        }
    }

    /// <param name="correctA">For each sample, whether model A is correct; at least one.</param>
    /// <param name="correctB">The same of model B.</param>
    public static PairedComparison Of(ReadOnlySpan<bool> correctA, ReadOnlySpan<bool> correctB)
    {
        if (correctA.Length != correctB.Length || correctA.Length == 0)
        {
            throw new ArgumentException("Both models must have answered the same samples, at least one.", nameof(correctB));
        }

        var (a, b, better, worse) = (0, 0, 0, 0);
        for (var i = 0; i < correctA.Length; i++)
        {
            a += correctA[i] ? 1 : 0;
            b += correctB[i] ? 1 : 0;
            better += !correctA[i] && correctB[i] ? 1 : 0;
            worse += correctA[i] && !correctB[i] ? 1 : 0;
        }

        return new PairedComparison(correctA.Length, a, b, better, worse);
    }
}
