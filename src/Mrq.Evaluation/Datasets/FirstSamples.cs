using System.Collections.Immutable;

namespace Mrq.Evaluation.Datasets;

/// <summary>The first of some samples.</summary>
/// <param name="all">The samples.</param>
/// <param name="most">How many at most.</param>
/// <param name="withClasses">Whether they keep their classes; other labels, and those of files of several windows, are left out.</param>
public sealed class FirstSamples(ISampleSource all, int most, bool withClasses = false) : ISampleSource
{
    public int Count => Math.Min(all.Count, most);

    public ImmutableArray<SampleInput> Inputs => all.Inputs;

    public ImmutableArray<int>? Labels { get; } = withClasses && all.Groups.Windows is null && all.Labels is { } labels ? labels[..Math.Min(labels.Length, most)] : null;

    public NumpyArray? Targets => null;

    public string? LabelsFile => null;

    public SampleGroups Groups { get; } = SampleGroups.Each(Math.Min(all.Count, most));

    public IEnumerable<Sample> Samples() => all.Samples().Take(most);
}
