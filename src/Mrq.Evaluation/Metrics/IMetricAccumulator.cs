namespace Mrq.Evaluation.Metrics;

/// <summary>
/// A metric on the way: it takes samples in any order, keeps of each only what its value needs, and joins with what others took of the same set. The
/// result is of the set, so that neither threads nor parts of the work show in it.
/// </summary>
internal interface IMetricAccumulator
{
    /// <summary>Adds a sample that neither this nor another part has had.</summary>
    void Add(in ScoredSample sample);

    /// <summary>Takes over what another accumulator of the same metric and subject had.</summary>
    void Merge(IMetricAccumulator other);

    /// <summary>Writes what it has for a process that merges the parts.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Takes over what another process has written of the same metric and subject.</summary>
    /// <exception cref="InvalidDataException">It is none; so may exceptions of the reader say.</exception>
    /// <exception cref="ArgumentException">A sample was there before.</exception>
    void Load(BinaryReader reader);

    /// <summary>The metric, once all samples are there.</summary>
    PairedResult Result();
}
