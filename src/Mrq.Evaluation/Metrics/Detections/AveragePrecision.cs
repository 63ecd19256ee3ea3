namespace Mrq.Evaluation.Metrics.Detections;

/// <summary>
/// 100 times the mean average precision: over the classes that have labels, and the overlaps of the rule. Boxes of all samples are taken in the order of their scores, of equal ones in that of the samples; precision at a recall is the
/// greatest at this recall or a higher one.
/// </summary>
internal sealed class AveragePrecision : IMetricScores
{
    private const int Recalls = 101;
    private readonly DetectionRule _rule;
    private readonly IReadOnlyList<IReadOnlyDictionary<int, int>> _labels;
    private readonly List<(int Class, (int Sample, BoxAnswer Answer)[] Answers)> _classes;

    /// <param name="answers">The boxes of each sample.</param>
    /// <param name="labels">How many labels of each class count in each sample.</param>
    /// <param name="rule">The rule.</param>
    public AveragePrecision(IReadOnlyList<IReadOnlyList<BoxAnswer>> answers, IReadOnlyList<IReadOnlyDictionary<int, int>> labels, DetectionRule rule)
    {
        (_labels, _rule) = (labels, rule);
        var byClass = answers.SelectMany((boxes, sample) => boxes.Select(answer => (Sample: sample, Answer: answer))).ToLookup(entry => entry.Answer.Class);
        _classes = [.. labels.SelectMany(counts => counts.Keys).Distinct().Order().Select(index => (index, byClass[index].OrderByDescending(entry => entry.Answer.Score).ToArray()))];
    }

    public int Count => _labels.Count;

    public double Value(ReadOnlySpan<int> weights)
    {
        var (sum, classes) = (0d, 0);
        foreach (var (index, answers) in _classes)
        {
            var there = 0L;
            for (var sample = 0; sample < weights.Length; sample++)
            {
                there += (long)weights[sample] * _labels[sample].GetValueOrDefault(index);
            }

            if (there == 0)
            {
                continue;
            }

            classes++;
            for (var threshold = 0; threshold < _rule.Overlaps.Length; threshold++)
            {
                sum += OfClass(answers, weights, threshold, there);
            }
        }

        return classes == 0 ? double.NaN : 100 * sum / (classes * _rule.Overlaps.Length);
    }

    private double OfClass((int Sample, BoxAnswer Answer)[] answers, ReadOnlySpan<int> weights, int threshold, long there)
    {
        var curve = new List<(double Recall, double Precision)>();
        var (right, all) = (0L, 0L);
        foreach (var (sample, answer) in answers)
        {
            if (weights[sample] == 0 || ((answer.Ignored >> threshold) & 1) != 0)
            {
                continue;
            }

            right += ((answer.Right >> threshold) & 1) * weights[sample];
            all += weights[sample];
            curve.Add(((double)right / there, (double)right / all));
        }

        return _rule.IsCoco ? MeanOverRecalls(curve) : Area(curve);
    }

    /// <summary>COCO's: the mean of the precisions at the recalls 0, 0.01 to 1; 0 where a recall is not reached.</summary>
    private static double MeanOverRecalls(List<(double Recall, double Precision)> curve)
    {
        var (sum, best, place) = (0d, 0d, curve.Count - 1);
        for (var recall = Recalls - 1; recall >= 0; recall--)
        {
            for (; place >= 0 && curve[place].Recall >= recall / (Recalls - 1.0); place--)
            {
                best = Math.Max(best, curve[place].Precision);
            }

            sum += best;
        }

        return sum / Recalls;
    }

    /// <summary>VOC's since 2010: the area under the curve.</summary>
    private static double Area(List<(double Recall, double Precision)> curve)
    {
        var (sum, best) = (0d, 0d);
        for (var place = curve.Count - 1; place >= 0; place--)
        {
            best = Math.Max(best, curve[place].Precision);
            sum += best * (curve[place].Recall - (place == 0 ? 0 : curve[place - 1].Recall));
        }

        return sum;
    }
}
