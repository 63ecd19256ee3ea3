using Mrq.Audio.Spectra;
using Mrq.Core.Graph;

namespace Mrq.Audio.FrontEnds;

/// <summary>
/// The features of MLPerf Tiny's anomaly detection (benchmark/training/anomaly_detection/common.py): log mel energies of a sound of ten seconds at 16 kHz. librosa's melspectrogram, power in Hann's window of
/// 1024 samples around every 512th, 128 of Slaney's filters, 10 log₁₀(x + 2^−52), of which frames 50 to 249 count; an input is five of them, and the next begins one frame later. Only a sound so short that
/// frames reach over its end depends on what librosa has there, which is silence since its version 0.10.
/// </summary>
internal sealed class AnomalyLogMel : ISoundFrontEnd
{
    private const int SampleRate = 16000;
    private const int FrameLength = 1024;
    private const int Step = 512;
    private const int FirstFrame = 50;
    private const int EndFrame = 250;
    private const double Epsilon = 1.0 / (1L << 52);
    private static readonly FrameShape Shape = new(5, 128);

    private readonly Spectrogram _spectrogram = new(Spectrogram.Hann(FrameLength), Step, FrameLength);
    private readonly MelFilters _mel = MelFilters.Librosa(Shape.Features, (FrameLength / 2) + 1, SampleRate);

    public int? Rate => SampleRate;

    public string Wants => Shape.ToString();

    public bool Fits(TensorShape input) => Shape.Fits(input);

    public int WindowsOf(int length) => Math.Max(0, FramesOf(length) - Shape.Frames + 1);

    public IEnumerable<float[]> Windows(Sound sound, int elements)
    {
        var samples = Array.ConvertAll(sound.Samples.ToArray(), sample => (double)sample);
        var power = _spectrogram.Power(samples, (FirstFrame * Step) - (FrameLength / 2), FramesOf(samples.Length));
        var frames = Array.ConvertAll(power, frame => Array.ConvertAll(_mel.Apply(frame), mel => (float)(10 * Math.Log10(mel + Epsilon))));
        for (var window = 0; window < WindowsOf(samples.Length); window++)
        {
            yield return [.. frames.Skip(window).Take(Shape.Frames).SelectMany(frame => frame)];
        }
    }

    private static int FramesOf(int length) => Math.Max(0, Math.Min(EndFrame, 1 + (length / Step)) - FirstFrame);
}
