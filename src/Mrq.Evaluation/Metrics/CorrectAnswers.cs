namespace Mrq.Evaluation.Metrics;

/// <summary>Percent of samples that are right.</summary>
internal sealed class CorrectAnswers(bool[] correct) : IMetricScores
{
    public int Count => correct.Length;

    public ReadOnlySpan<bool> Correct => correct;

    /// <summary>100 · Σ w [right] / Σ w.</summary>
    public double Value(ReadOnlySpan<int> weights)
    {
        var (right, all) = (0L, 0L);
        for (var i = 0; i < correct.Length; i++)
        {
            right += correct[i] ? weights[i] : 0;
            all += weights[i];
        }

        return 100.0 * right / all;
    }
}
