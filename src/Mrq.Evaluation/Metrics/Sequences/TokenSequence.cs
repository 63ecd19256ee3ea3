using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics.Sequences;

/// <summary>The tokens that a model gives: the class of every step.</summary>
/// <param name="subject">What the steps are of.</param>
/// <param name="collapse">How several steps become one token; null where each is one.</param>
internal sealed class TokenSequence(MetricSubject subject, CtcCollapse? collapse)
{
    /// <summary>The distance takes time with the square of the length.</summary>
    private const int Longest = 4096;

    /// <summary>Which tokens the values of an output are.</summary>
    public int[] Of(ReadOnlySpan<double> values)
    {
        var steps = ClassMap.Of(values, subject);
        return collapse is null ? steps : collapse.Apply(steps, subject.MapClasses);
    }

    /// <summary>Refuses what is no sequence.</summary>
    public TokenSequence Validated()
    {
        var steps = subject.Source.Length / subject.MapClasses;
        return steps > Longest ? throw DatasetErrors.DoesNotFit(FormattableString.Invariant($"The output has {steps} steps, and sequences of up to {Longest} tokens are compared."), subject.Source.Tensor.Name)
            : collapse is not null && subject.Source.AreLabels ? throw DatasetErrors.DoesNotFit("The output is tokens and no scores, so that nothing says which one is the blank; leave out :ctc.", subject.Source.Tensor.Name)
            : this;
    }

    /// <summary>The least number of tokens to insert, remove and replace that make one sequence of another (Levenshtein 1966).</summary>
    public static int Distance(ReadOnlySpan<int> from, ReadOnlySpan<int> to)
    {
        var row = new int[to.Length + 1];
        for (var j = 0; j <= to.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 0; i < from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < to.Length; j++)
            {
                (diagonal, row[j + 1]) = (row[j + 1], Math.Min(Math.Min(row[j], row[j + 1]) + 1, diagonal + (from[i] == to[j] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
