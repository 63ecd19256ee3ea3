namespace Mrq.Evaluation.Metrics;

/// <summary>
/// The area under the receiver operating characteristic, times 100: the chance that a positive sample scores higher than a
/// negative one, where equal scores count half (the Mann-Whitney statistic). Quantized scores tie often, so the half matters.
/// </summary>
internal sealed class RankingScores : IMetricScores
{
    /// <summary>More pairs than this are not compared one by one.</summary>
    private const long MostPairs = 200_000_000;

    private readonly double[] _scores;
    private readonly bool[] _positive;
    private readonly int[] _order;

    /// <param name="scores">One for each sample; what is not a number ranks lowest.</param>
    /// <param name="positive">Whether each sample is positive (anomalous).</param>
    public RankingScores(double[] scores, bool[] positive)
    {
        _scores = scores;
        _positive = positive;
        _order = [.. Enumerable.Range(0, scores.Length).OrderBy(sample => scores[sample])];
    }

    public int Count => _scores.Length;

    /// <summary>Halves of pairs in the right order, of all: each sample once.</summary>
    public Proportion Pairs
    {
        get
        {
            var once = new int[Count];
            Array.Fill(once, 1);
            return Halves(once);
        }
    }

    public double Value(ReadOnlySpan<int> weights)
    {
        var halves = Halves(weights);
        return halves.Of == 0 ? double.NaN : halves.Percent;
    }

    private Proportion Halves(ReadOnlySpan<int> weights)
    {
        var (area, below, positives) = (0L, 0L, 0L);
        for (var start = 0; start < _order.Length;)
        {
            // Samples of one score together: the positives among them beat all negatives below and half of those beside them.
            var (p, n, end) = (0L, 0L, start);
            for (; end < _order.Length && _scores[_order[end]].Equals(_scores[_order[start]]); end++)
            {
                p += _positive[_order[end]] ? weights[_order[end]] : 0;
                n += _positive[_order[end]] ? 0 : weights[_order[end]];
            }

            area += p * ((2 * below) + n);
            (below, positives, start) = (below + n, positives + p, end);
        }

        return new Proportion(area, 2 * positives * below);
    }

    /// <summary>Pairs of a positive and a negative sample that another model orders better and worse; null when there are too many to count.</summary>
    public (long Better, long Worse)? Changes(RankingScores other)
    {
        var positives = Enumerable.Range(0, Count).Where(sample => _positive[sample]).ToArray();
        var negatives = Enumerable.Range(0, Count).Where(sample => !_positive[sample]).ToArray();
        if ((long)positives.Length * negatives.Length > MostPairs)
        {
            return null;
        }

        var (better, worse) = (0L, 0L);
        foreach (var positive in positives)
        {
            foreach (var negative in negatives)
            {
                var change = other._scores[positive].CompareTo(other._scores[negative]) - _scores[positive].CompareTo(_scores[negative]);
                better += change > 0 ? 1 : 0;
                worse += change < 0 ? 1 : 0;
            }
        }

        return (better, worse);
    }
}
