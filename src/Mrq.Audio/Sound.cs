namespace Mrq.Audio;

/// <summary>A sound of one channel, of −1 to 1 where its file has integers.</summary>
/// <param name="Rate">Samples in a second.</param>
/// <param name="Samples">In the order of time.</param>
public sealed record Sound(int Rate, ReadOnlyMemory<float> Samples);
