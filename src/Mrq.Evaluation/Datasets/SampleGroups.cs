using System.Collections.Immutable;

namespace Mrq.Evaluation.Datasets;

/// <summary>Which neighbouring samples are counted as one: the windows of a file, whose scores are averaged. Without windows each sample is counted.</summary>
public sealed class SampleGroups
{
    /// <summary>The first sample of each group, and behind the last group the number of samples; null where each sample is a group.</summary>
    private readonly ImmutableArray<int>? _starts;

    private SampleGroups(int count, ImmutableArray<int>? starts) => (Count, _starts) = (count, starts);

    /// <summary>Number of groups.</summary>
    public int Count { get; }

    /// <summary>The number of samples where they are windows; null where each is counted.</summary>
    public int? Windows => _starts?[^1];

    public static SampleGroups Each(int count) => new(count, null);

    /// <param name="sizes">How many samples each group has, in their order; at least 1.</param>
    public static SampleGroups Of(IReadOnlyList<int> sizes)
    {
        var starts = ImmutableArray.CreateBuilder<int>(sizes.Count + 1);
        starts.Add(0);
        foreach (var size in sizes)
        {
            starts.Add(starts[^1] + size);
        }

        return new SampleGroups(sizes.Count, starts.MoveToImmutable());
    }

    /// <summary>A group's first sample.</summary>
    public int First(int group) => _starts?[group] ?? group;

    /// <summary>The group of a sample.</summary>
    public int Of(int sample)
    {
        if (_starts is not { } starts)
        {
            return sample;
        }

        var place = starts.BinarySearch(sample);
        return place >= 0 ? place : ~place - 1;
    }

    /// <summary>Samples of a group.</summary>
    public int Size(int group) => _starts is { } starts ? starts[group + 1] - starts[group] : 1;

    /// <summary>The mean of a score over the samples of a group, which are added in their order.</summary>
    internal static double Mean(IEnumerable<double> scores) => Mean(scores.Select(score => new[] { score }))[0];

    /// <summary>The same for each of several scores. The first array becomes the mean.</summary>
    internal static double[] Mean(IEnumerable<double[]> scores)
    {
        var count = 0;
        double[] mean = [];
        foreach (var values in scores)
        {
            mean = count++ == 0 ? values : mean;
            for (var i = 0; count > 1 && i < mean.Length; i++)
            {
                mean[i] += values[i];
            }
        }

        foreach (ref var value in mean.AsSpan())
        {
            value /= count;
        }

        return mean;
    }
}
