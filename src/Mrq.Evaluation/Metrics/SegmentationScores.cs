using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics;

/// <summary>Mean intersection over union of two models against maps of labels.</summary>
internal static class SegmentationScores
{
    public static PairedResult Compare(GraphScores source, GraphScores target, NumpyArray labels)
    {
        var (before, after) = (new RegionOverlaps(), new RegionOverlaps());
        var (better, worse) = (0L, 0L);
        var expected = LabelMaps(labels, source);
        for (var sample = 0; sample < source.Count; sample++)
        {
            var (first, second) = (Answers.Map(source, sample), Answers.Map(target, sample));
            var map = expected(sample);
            before.Add(first, map);
            after.Add(second, map);
            for (var i = 0; i < map.Length; i++)
            {
                var change = RegionOverlaps.IsCounted(map[i]) ? (second[i] == map[i] ? 1 : 0) - (first[i] == map[i] ? 1 : 0) : 0;
                better += change > 0 ? 1 : 0;
                worse += change < 0 ? 1 : 0;
            }
        }

        return MetricEvaluator.Bootstrap(before, after) with { Better = better, Worse = worse, ChangedUnit = "positions" };
    }

    private static Func<int, int[]> LabelMaps(NumpyArray labels, GraphScores scores)
    {
        var positions = Answers.AreLabels(scores.Tensor) || scores.Tensor.Shape.Rank == 0 ? scores.Length : scores.Length / scores.Tensor.Shape[^1];
        return NumpyTypes.IsInteger(labels.Type) && labels.Count == (long)positions * scores.Count
            ? sample => [.. Enumerable.Range(sample * positions, positions).Select(i => (int)Math.Clamp(labels.GetInt64(i), int.MinValue, int.MaxValue))]
            : throw DatasetErrors.DoesNotFit(
                $"The labels '{DatasetErrors.Printable(labels.Name)}' are {NumpyTypes.NameOf(labels.Type)} {labels.Shape}; miou needs an integer class for each of the {positions} positions of the model's output.", scores.Tensor.Name);
    }
}
