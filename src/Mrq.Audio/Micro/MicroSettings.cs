namespace Mrq.Audio.Micro;

/// <summary>What TensorFlow's microfrontend is set to; the numbers of <see cref="Speech"/> are those of tflite-micro's micro_speech.</summary>
/// <param name="Rate">Samples in a second.</param>
/// <param name="FrameMilliseconds">How long a frame is.</param>
/// <param name="StepMilliseconds">From a frame to the next.</param>
/// <param name="Channels">Features of a frame.</param>
/// <param name="Lowest">The lowest frequency, in Hz.</param>
/// <param name="Highest">The highest.</param>
internal sealed record MicroSettings(int Rate, int FrameMilliseconds, int StepMilliseconds, int Channels, float Lowest, float Highest)
{
    public static MicroSettings Speech { get; } = new(16000, 30, 20, 40, 125, 7500);

    public int FrameLength => FrameMilliseconds * Rate / 1000;

    public int Step => StepMilliseconds * Rate / 1000;

    /// <summary>The first power of two that is not less.</summary>
    public int TransformLength => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)FrameLength);

    /// <summary>By how many bits a channel's sum is less than the filters' weights and the transform's division make it.</summary>
    public int CorrectionBits => System.Numerics.BitOperations.Log2((uint)TransformLength) - (MicroFilters.WeightBits / 2);
}
