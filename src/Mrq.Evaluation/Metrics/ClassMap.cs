namespace Mrq.Evaluation.Metrics;

/// <summary>The class of every position of an output.</summary>
internal static class ClassMap
{
    /// <summary>The output itself where it holds labels, else the arg-max over its last dimension.</summary>
    public static int[] Of(ReadOnlySpan<double> values, MetricSubject subject)
    {
        var classes = subject.MapClasses;
        var map = new int[values.Length / classes];
        for (var i = 0; i < map.Length; i++)
        {
            map[i] = subject.Source.AreLabels ? (int)Math.Clamp(values[i], int.MinValue, int.MaxValue) : TopK.ArgMax(values.Slice(i * classes, classes));
        }

        return map;
    }
}
