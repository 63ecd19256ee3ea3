using Mrq.Audio.Spectra;
using Mrq.Core.Graph;

namespace Mrq.Audio.FrontEnds;

/// <summary>Log mel energies as keyword networks without a front end of their own have them: frames of 30 ms, 20 ms apart, at 16 kHz, Hann, magnitudes of 512 points, mel filters of HTK's scale from 20 to 8000 Hz, ln(x + 1e−6).</summary>
/// <param name="shape">Frames, and filters of each.</param>
internal sealed class LogMel(FrameShape shape) : ISoundFrontEnd
{
    private const int SampleRate = 16000;
    private readonly Spectrogram _spectrogram = new(Spectrogram.Hann(480), step: 320, transformLength: 512);
    private readonly MelFilters _mel = MelFilters.TensorFlow(shape.Features, bins: 257, SampleRate, lowest: 20, highest: 8000);

    public int? Rate => SampleRate;

    public string Wants => shape.ToString();

    public bool Fits(TensorShape input) => shape.Fits(input);

    public int WindowsOf(int length) => length > 0 ? 1 : 0;

    public IEnumerable<float[]> Windows(Sound sound, int elements)
    {
        var power = _spectrogram.Power(Array.ConvertAll(sound.Samples.ToArray(), sample => (double)sample), first: 0, shape.Frames);
        yield return [.. power.SelectMany(frame => _mel.Apply(Array.ConvertAll(frame, Math.Sqrt))).Select(mel => (float)Math.Log(mel + 1e-6))];
    }
}
