using System.Collections.Immutable;
using Mrq.Evaluation.Datasets;

namespace Mrq.Sweeps;

/// <summary>Samples without labels that another process had: how many there were is all that is known of them.</summary>
/// <param name="count">How many.</param>
internal sealed class CountedSamples(int count) : ISampleSource
{
    public int Count => count;

    public ImmutableArray<SampleInput> Inputs => [];

    public ImmutableArray<int>? Labels => null;

    public NumpyArray? Targets => null;

    public string? LabelsFile => null;

    public SampleGroups Groups { get; } = SampleGroups.Each(count);

    public IEnumerable<Sample> Samples() => [];
}
