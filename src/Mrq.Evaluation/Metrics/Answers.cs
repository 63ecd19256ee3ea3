using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics;

/// <summary>What a model answers: one class, or a class for each position of a map.</summary>
internal static class Answers
{
    /// <summary>Whether the output holds class indices and not scores, as ARG_MAX's does.</summary>
    public static bool AreLabels(Tensor output) => output.Quantization is null && NumpyTypes.IsInteger(output.Type);

    /// <summary>The class of every position: the output itself where it holds labels, else the arg-max over its last dimension.</summary>
    public static int[] Map(GraphScores scores, int sample)
    {
        var values = scores.Of(sample);
        if (AreLabels(scores.Tensor))
        {
            return [.. values.Select(value => (int)Math.Clamp(value, int.MinValue, int.MaxValue))];
        }

        var classes = scores.Tensor.Shape.Rank > 0 ? scores.Tensor.Shape[^1] : 1;
        var map = new int[values.Length / classes];
        for (var i = 0; i < map.Length; i++)
        {
            map[i] = TopK.ArgMax<double>(values.AsSpan(i * classes, classes));
        }

        return map;
    }

    /// <summary>All samples together; each has as many answers.</summary>
    public static Proportion? Together(Proportion[]? samples) => samples is null ? null : new Proportion(samples.Sum(sample => sample.Count), samples.Sum(sample => sample.Of));

    /// <summary>
    /// The equal answers of two models in each sample: 0 or 1 of 1 for a class, positions for a map. Null for an output of one real
    /// number, which is no choice between answers.
    /// </summary>
    public static Proportion[]? Agreement(GraphScores source, GraphScores target, Metric metric)
    {
        var isMap = metric == Metric.Miou || AreLabels(source.Tensor);
        if (source.Length == 1 && !isMap)
        {
            return null;
        }

        var equal = new Proportion[source.Count];
        for (var sample = 0; sample < equal.Length; sample++)
        {
            equal[sample] = isMap
                ? Metrics.Agreement.Of(Map(source, sample), Map(target, sample))
                : new Proportion(TopK.ArgMax<double>(source.Of(sample)) == TopK.ArgMax<double>(target.Of(sample)) ? 1 : 0, 1);
        }

        return equal;
    }
}
