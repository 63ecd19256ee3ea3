namespace Mrq.Audio;

/// <summary>What the head of a sound file says.</summary>
/// <param name="Rate">Moments in a second.</param>
/// <param name="Channels">Samples in a moment.</param>
/// <param name="Bits">Bits of a sample: 8, 16, 24 or 32, or of real numbers 32 or 64.</param>
/// <param name="IsReal">Whether samples are real numbers.</param>
/// <param name="Length">Moments in the file.</param>
public readonly record struct SoundFormat(int Rate, int Channels, int Bits, bool IsReal, int Length)
{
    /// <summary>Bytes of all samples of a moment.</summary>
    internal int BlockLength => Channels * Bits / 8;
}
