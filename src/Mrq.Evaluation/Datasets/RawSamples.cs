namespace Mrq.Evaluation.Datasets;

/// <summary>What a folder of raw samples holds.</summary>
/// <param name="Samples">The samples along the first dimension; windows of a file one after the other.</param>
/// <param name="Labels">A class for each sample.</param>
/// <param name="Groups">Which samples are of one file.</param>
internal sealed record RawSamples(NumpyArray Samples, NumpyArray Labels, SampleGroups Groups);
