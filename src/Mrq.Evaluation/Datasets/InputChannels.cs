using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets;

/// <summary>Which channel an element of a sample is of.</summary>
/// <param name="Count">How many there are; 1 where all elements mean the same.</param>
/// <param name="Inner">Elements of one channel side by side: 1 where channels come last.</param>
internal readonly record struct InputChannels(int Count, int Inner)
{
    public static InputChannels One { get; } = new(1, 1);

    /// <summary>Channels are the last dimension that has so many entries, or else the first one behind the samples.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="samples">The shape of all samples.</param>
    /// <returns>Null where neither has so many.</returns>
    public static InputChannels? Of(int count, TensorShape samples) => samples.Dimensions.AsSpan()[1..] switch
    {
        _ when count == 1 => One,
        [.., var last] when last == count => new InputChannels(count, 1),
        [var first, .. var rest] when first == count => new InputChannels(count, (int)new TensorShape(rest).ElementCount),
        _ => null,
    };

    public int Of(int element) => Count == 1 ? 0 : element / Inner % Count;
}
