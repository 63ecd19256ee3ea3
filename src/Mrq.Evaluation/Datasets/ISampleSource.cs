using System.Collections.Immutable;

namespace Mrq.Evaluation.Datasets;

/// <summary>Samples as a stream: each is read when its turn comes, so that there may be more of them than memory.</summary>
public interface ISampleSource
{
    /// <summary>Number of samples, at least 1.</summary>
    int Count { get; }

    /// <summary>The inputs in the order of the model's.</summary>
    ImmutableArray<SampleInput> Inputs { get; }

    /// <summary>One class index of the model, at least 0, for each sample; null where there are none.</summary>
    ImmutableArray<int>? Labels { get; }

    /// <summary>Labels that are values or maps, one for each sample; null where there are none.</summary>
    NumpyArray? Targets { get; }

    /// <summary>The file of the labels, for errors.</summary>
    string? LabelsFile { get; }

    /// <summary>Which samples are counted as one.</summary>
    SampleGroups Groups { get; }

    /// <summary>All samples in their order, from the first one each time.</summary>
    IEnumerable<Sample> Samples();
}
