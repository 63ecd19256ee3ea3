using Mrq.Audio.Micro;
using Mrq.Core.Graph;

namespace Mrq.Audio.FrontEnds;

/// <summary>
/// The features of tflite-micro's micro_speech: 40 channels of 49 frames of 30 ms, 20 ms apart, by <see cref="MicroFrontEnd"/>. Trainers divide them by 25.6; the example's own 8-bit values are
/// ⌊(256 x + 333) / 666⌋ − 128, which is not to the bit what the model's scale makes of the quotient.
/// </summary>
/// <param name="isQuantized">Whether the example's 8-bit values are wanted.</param>
internal sealed class MicroSpeech(bool isQuantized) : ISoundFrontEnd
{
    private static readonly FrameShape Shape = new(49, MicroSettings.Speech.Channels);

    public int? Rate => MicroSettings.Speech.Rate;

    public string Wants => Shape.ToString();

    public bool Fits(TensorShape input) => Shape.Fits(input);

    public int WindowsOf(int length) => length > 0 ? 1 : 0;

    public IEnumerable<float[]> Windows(Sound sound, int elements)
    {
        var settings = MicroSettings.Speech;
        var samples = new short[((Shape.Frames - 1) * settings.Step) + settings.FrameLength];
        for (var i = 0; i < Math.Min(samples.Length, sound.Samples.Length); i++)
        {
            samples[i] = (short)Math.Clamp(sound.Samples.Span[i] * 32768f, short.MinValue, short.MaxValue);
        }

        var frontEnd = new MicroFrontEnd(settings);
        yield return [.. Enumerable.Range(0, Shape.Frames).SelectMany(frame => frontEnd.Next(samples.AsSpan(frame * settings.Step, settings.FrameLength))).Select(Value)];
    }

    private float Value(ushort feature) => isQuantized ? Math.Clamp((((feature * 256) + 333) / 666) - 128, sbyte.MinValue, sbyte.MaxValue) : feature / 25.6f;
}
