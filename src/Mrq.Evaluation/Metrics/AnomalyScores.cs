using System.Collections.Immutable;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics;

/// <summary>
/// One number for each sample that ranks it between normal and anomalous. An output of the input's size is a reconstruction: the
/// score is its mean squared error from the input as the model saw it, quantized. One output is the score; of two classes it is the
/// second's score less the first's, which orders as its probability does and ties less. The score of a file is the mean of its windows'.
/// </summary>
internal static class AnomalyScores
{
    public static RankingScores Of(GraphScores scores, ImmutableArray<int> labels, SampleGroups groups)
    {
        var positive = new bool[groups.Count];
        for (var group = 0; group < positive.Length; group++)
        {
            var sample = groups.First(group);
            positive[group] = labels[sample] switch
            {
                0 => false,
                1 => true,
                _ => throw DatasetErrors.DoesNotFit(FormattableString.Invariant($"The label of sample {sample} is {labels[sample]}; auc needs 0 for normal and 1 for anomalous samples.")),
            };
        }

        if (Array.TrueForAll(positive, value => value) || Array.TrueForAll(positive, value => !value))
        {
            throw DatasetErrors.DoesNotFit("All samples have the same label; auc compares samples labelled 0 with samples labelled 1.");
        }

        return new RankingScores([.. Enumerable.Range(0, groups.Count).Select(group => groups.Mean(group, sample => Score(scores, sample)))], positive);
    }

    private static double Score(GraphScores scores, int sample)
    {
        var values = scores.Of(sample);
        if (scores.IsReconstruction)
        {
            return SquaredErrors.Of(scores.InputOf(sample), values);
        }

        return values.Length switch
        {
            1 => values[0],
            2 => values[1] - values[0],
            _ => throw DatasetErrors.DoesNotFit(
                FormattableString.Invariant($"The output has {values.Length} values; auc needs one score, two classes, or a reconstruction of the input."), scores.Tensor.Name),
        };
    }
}
