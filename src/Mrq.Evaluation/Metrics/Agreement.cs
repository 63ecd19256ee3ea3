namespace Mrq.Evaluation.Metrics;

/// <summary>How often two models give the same answer, right or wrong.</summary>
public static class Agreement
{
    /// <summary>Samples with equal arg-max, of all.</summary>
    /// <param name="first">The arg-max of one model for each sample, at least one.</param>
    /// <param name="second">The same of the other model.</param>
    public static Proportion Of(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        if (first.Length != second.Length || first.Length == 0)
        {
            throw new ArgumentException("Both models must have answered the same samples, at least one.", nameof(second));
        }

        var equal = 0;
        for (var i = 0; i < first.Length; i++)
        {
            equal += first[i] == second[i] ? 1 : 0;
        }

        return new Proportion(equal, first.Length);
    }
}
