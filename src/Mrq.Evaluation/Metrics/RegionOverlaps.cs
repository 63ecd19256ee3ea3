using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics;

/// <summary>
/// Mean intersection over union, times 100. For each class, over all positions of all samples, TP / (TP + FP + FN); the mean is
/// over the classes that occur in the labels or the answers. Positions whose label is 255 or negative ("void") do not count.
/// </summary>
/// <param name="samples">For each sample the overlap of each class that occurs in it.</param>
internal sealed class RegionOverlaps(IReadOnlyList<IReadOnlyDictionary<int, RegionOverlap>> samples) : IMetricScores
{
    public const int Void = 255;

    /// <summary>More classes than any segmentation task has; a bound for memory.</summary>
    private const int MostClasses = 1024;

    public int Count => samples.Count;

    public static bool IsCounted(int label) => label is >= 0 and not Void;

    /// <summary>The overlaps of one sample: answers and labels are a class for each position.</summary>
    public static IReadOnlyDictionary<int, RegionOverlap> Of(ReadOnlySpan<int> answers, ReadOnlySpan<int> labels)
    {
        var classes = new Dictionary<int, RegionOverlap>();
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

        return classes;
    }

    /// <summary>Writes the overlaps of one sample.</summary>
    public static void Save(BinaryWriter writer, IReadOnlyDictionary<int, RegionOverlap> classes)
    {
        writer.Write7BitEncodedInt(classes.Count);
        foreach (var (index, (intersection, union)) in classes.OrderBy(entry => entry.Key))
        {
            writer.Write(index);
            writer.Write7BitEncodedInt64(intersection);
            writer.Write7BitEncodedInt64(union);
        }
    }

    /// <summary>Reads them.</summary>
    public static IReadOnlyDictionary<int, RegionOverlap> Load(BinaryReader reader)
    {
        var classes = new Dictionary<int, RegionOverlap>();
        for (var left = SampleRecords.ReadCount(reader, sizeof(int) + 2); left > 0; left--)
        {
            classes.Add(reader.ReadInt32(), new RegionOverlap(reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64()));
        }

        return classes;
    }

    public double Value(ReadOnlySpan<int> weights)
    {
        var total = new SortedDictionary<int, RegionOverlap>();
        for (var sample = 0; sample < samples.Count; sample++)
        {
            foreach (var (index, (intersection, union)) in samples[sample])
            {
                var sum = total.GetValueOrDefault(index);
                total[index] = new RegionOverlap(sum.Intersection + (weights[sample] * intersection), sum.Union + (weights[sample] * union));
            }
        }

        var occurring = total.Values.Where(sum => sum.Union > 0).Select(sum => (double)sum.Intersection / sum.Union).ToList();
        return occurring.Count == 0 ? double.NaN : 100 * occurring.Sum() / occurring.Count;
    }

    private static void Count1(Dictionary<int, RegionOverlap> classes, int index, int intersection)
    {
        var sum = classes.GetValueOrDefault(index);
        classes[index] = new RegionOverlap(sum.Intersection + intersection, sum.Union + 1);
        if (classes.Count > MostClasses)
        {
            throw DatasetErrors.DoesNotFit(FormattableString.Invariant($"A sample has more than {MostClasses} classes; miou needs maps of class indices as labels."));
        }
    }
}

/// <summary>Positions of one class in a sample.</summary>
/// <param name="Intersection">Where answer and label are the class.</param>
/// <param name="Union">Where one of them is.</param>
internal readonly record struct RegionOverlap(long Intersection, long Union);
