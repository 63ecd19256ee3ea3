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

    /// <summary>
    /// The share, from 0 to 1, of equal answers of two models in each sample: 0 or 1 for a class, the share of positions for a map.
    /// Null for an output of one real number, which is no choice between answers.
    /// </summary>
    public static double[]? Agreement(GraphScores source, GraphScores target, Metric metric)
    {
        var isMap = metric == Metric.Miou || AreLabels(source.Tensor);
        if (source.Length == 1 && !isMap)
        {
            return null;
        }

        var shares = new double[source.Count];
        for (var sample = 0; sample < shares.Length; sample++)
        {
            shares[sample] = isMap
                ? Metrics.Agreement.Share(Map(source, sample), Map(target, sample))
                : TopK.ArgMax<double>(source.Of(sample)) == TopK.ArgMax<double>(target.Of(sample)) ? 1 : 0;
        }

        return shares;
    }
}
