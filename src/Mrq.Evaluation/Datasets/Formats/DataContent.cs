using System.Collections.Immutable;

namespace Mrq.Evaluation.Datasets.Formats;

/// <summary>What files of samples hold.</summary>
/// <param name="Inputs">For each input of the model its samples.</param>
/// <param name="Labels">One for each sample; null where there are none.</param>
/// <param name="LabelsFile">The file that a fault of the labels is in, or of the samples where they have none.</param>
/// <param name="Groups">Which samples are of one file; null where each counts by itself.</param>
internal sealed record DataContent(ImmutableArray<SampleInput> Inputs, NumpyArray? Labels, string LabelsFile, SampleGroups? Groups = null);
