using Mrq.Core.Graph;

namespace Mrq.Audio;

/// <summary>What a trainer made of a sound before its model saw it. An instance is of one thread: it computes in memory of its own.</summary>
public interface ISoundFrontEnd
{
    /// <summary>The rate that it was made for; null for any. Nothing is resampled, since each resampler gives other samples.</summary>
    int? Rate { get; }

    /// <summary>What an input must have, for messages.</summary>
    string Wants { get; }

    /// <summary>Whether an input of this shape takes its features.</summary>
    bool Fits(TensorShape input);

    /// <summary>How many inputs a sound of so many samples is; 0 where it is too short.</summary>
    int WindowsOf(int length);

    /// <summary>The inputs, in the order of time: as many as <see cref="WindowsOf"/> says.</summary>
    /// <param name="sound">The sound.</param>
    /// <param name="elements">Elements of an input.</param>
    IEnumerable<float[]> Windows(Sound sound, int elements);
}
