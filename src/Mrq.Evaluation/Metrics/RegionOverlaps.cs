using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics;

/// <summary>
/// Mean intersection over union, times 100. For each class, over all positions of all samples, TP / (TP + FP + FN); the mean is
/// over the classes that occur in the labels or the answers. Positions whose label is 255 or negative ("void") do not count.
/// </summary>
internal sealed class RegionOverlaps : IMetricScores
{
    public const int Void = 255;

    /// <summary>More classes than any segmentation task has; a bound for memory.</summary>
    private const int MostClasses = 1024;

    private readonly List<Dictionary<int, (long Intersection, long Union)>> _samples = [];

    public int Count => _samples.Count;

    public static bool IsCounted(int label) => label is >= 0 and not Void;

    /// <summary>Adds a sample: a class for each position.</summary>
    public void Add(ReadOnlySpan<int> answers, ReadOnlySpan<int> labels)
    {
        var classes = new Dictionary<int, (long Intersection, long Union)>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (!IsCounted(labels[i]))
            {
                continue;
            }

            var isRight = answers[i] == labels[i];
            Count1(classes, labels[i], isRight ? 1 : 0);
            if (!isRight)
            {
                Count1(classes, answers[i], 0);
            }
        }

        _samples.Add(classes);
    }

    public double Value(ReadOnlySpan<int> weights)
    {
        var total = new SortedDictionary<int, (long Intersection, long Union)>();
        for (var sample = 0; sample < _samples.Count; sample++)
        {
            foreach (var (index, (intersection, union)) in _samples[sample])
            {
                var sum = total.GetValueOrDefault(index);
                total[index] = (sum.Intersection + (weights[sample] * intersection), sum.Union + (weights[sample] * union));
            }
        }

        var occurring = total.Values.Where(sum => sum.Union > 0).Select(sum => (double)sum.Intersection / sum.Union).ToList();
        return occurring.Count == 0 ? double.NaN : 100 * occurring.Sum() / occurring.Count;
    }

    private static void Count1(Dictionary<int, (long Intersection, long Union)> classes, int index, int intersection)
    {
        var sum = classes.GetValueOrDefault(index);
        classes[index] = (sum.Intersection + intersection, sum.Union + 1);
        if (classes.Count > MostClasses)
        {
            throw DatasetErrors.DoesNotFit(FormattableString.Invariant($"A sample has more than {MostClasses} classes; miou needs maps of class indices as labels."));
        }
    }
}
