using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Mrq.Evaluation.Datasets;

/// <summary>Samples whose digest is known once they were read: nobody has to read them twice.</summary>
/// <param name="samples">The samples.</param>
public sealed class DigestedSamples(ISampleSource samples) : ISampleSource
{
    public int Count => samples.Count;

    public ImmutableArray<SampleInput> Inputs => samples.Inputs;

    public ImmutableArray<int>? Labels => samples.Labels;

    public NumpyArray? Targets => samples.Targets;

    public string? LabelsFile => samples.LabelsFile;

    public SampleGroups Groups => samples.Groups;

    /// <summary>What <see cref="DatasetDigest.OfSamples"/> says of the samples; null until all were read.</summary>
    public string? Digest { get; private set; }

    public IEnumerable<Sample> Samples()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var sample in samples.Samples())
        {
            DatasetDigest.Append(hash, sample, samples);
            yield return sample;
        }

        Digest = Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
