using System.Collections.Immutable;

namespace Mrq.Evaluation.Datasets;

/// <summary>The first of some samples, without their labels.</summary>
/// <param name="all">The samples.</param>
/// <param name="most">How many at most.</param>
public sealed class FirstSamples(ISampleSource all, int most) : ISampleSource
{
    public int Count => Math.Min(all.Count, most);

    public ImmutableArray<SampleInput> Inputs => all.Inputs;

    public ImmutableArray<int>? Labels => null;

    public NumpyArray? Targets => null;

    public string? LabelsFile => null;

    public SampleGroups Groups { get; } = SampleGroups.Each(Math.Min(all.Count, most));

    public IEnumerable<Sample> Samples() => all.Samples().Take(most);
}
