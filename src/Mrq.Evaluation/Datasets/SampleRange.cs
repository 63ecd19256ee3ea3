namespace Mrq.Evaluation.Datasets;

/// <summary>Neighbouring samples of a dataset by their numbers.</summary>
/// <param name="First">The first one, from 0 on.</param>
/// <param name="Count">How many; 0 for none, of which labels, groups and shapes are known all the same.</param>
public readonly record struct SampleRange(int First, int Count)
{
    /// <summary>Behind the last one.</summary>
    public int End => First + Count;
}
