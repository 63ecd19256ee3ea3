using System.Globalization;
using Mrq.Core.Numerics;

namespace Mrq.Evaluation.Metrics;

/// <summary>
/// Percentile intervals of a metric and of the difference of two models (Efron 1979): the samples are drawn anew with
/// replacement, the same for both models, and 95 % of the values so found lie in the interval. The seed is fixed: the same
/// samples give the same interval.
/// </summary>
internal static class PairedBootstrap
{
    public const int Resamples = 1000;
    private const ulong Seed = 1;

    public static string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"paired bootstrap, {Resamples} resamples, seed {Seed}");

    /// <summary>A metric of both models with its intervals.</summary>
    /// <param name="source">Null where only the target has a value.</param>
    /// <param name="target">The same samples of the other model.</param>
    public static PairedResult Result(IMetricScores? source, IMetricScores target)
    {
        var (before, after, difference) = Intervals(source, target);
        return new PairedResult
        {
            Source = source is null ? null : Value(source),
            SourceInterval = before,
            Target = Value(target),
            TargetInterval = after,
            DifferenceInterval = difference,
            Method = Name,
        };
    }

    /// <summary>The metric over all samples, once each.</summary>
    public static double Value(IMetricScores scores)
    {
        var once = new int[scores.Count];
        Array.Fill(once, 1);
        return scores.Value(once);
    }

    /// <param name="source">May be null where only the target has a value.</param>
    /// <param name="target">The same samples of the other model.</param>
    public static (Interval? Source, Interval? Target, Interval? Difference) Intervals(IMetricScores? source, IMetricScores target)
    {
        var state = Seed;
        var weights = new int[target.Count];
        var (sources, targets, differences) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < Resamples; i++)
        {
            Array.Clear(weights);
            for (var draw = 0; draw < weights.Length; draw++)
            {
                weights[(int)(((UInt128)SplitMix64.Next(ref state) * (ulong)weights.Length) >> 64)]++;
            }

            var value = target.Value(weights);
            Add(targets, value);
            if (source is not null)
            {
                var before = source.Value(weights);
                Add(sources, before);
                Add(differences, value - before);
            }
        }

        return (Percentiles(sources), Percentiles(targets), Percentiles(differences));
    }

    private static void Add(List<double> values, double value)
    {
        // A resample without a negative sample has no AUC, one without noise no finite SQNR.
        if (double.IsFinite(value))
        {
            values.Add(value);
        }
    }

    private static Interval? Percentiles(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? null : new Interval(At(0.025), At(0.975));
        double At(double share) => values[(int)Math.Round(share * (values.Count - 1), MidpointRounding.ToEven)];
    }
}
