using Mrq.Audio.Spectra;
using Mrq.Core.Graph;

namespace Mrq.Audio.FrontEnds;

/// <summary>
/// The features of MLPerf Tiny's keyword spotting (benchmark/training/keyword_spotting/get_dataset.py, feature type mfcc): ten mel frequency cepstral coefficients of 49 frames of 30 ms, 20 ms apart,
/// of a second at 16 kHz. Magnitudes of Hann's window in 512 points, 40 of TensorFlow's mel filters from 20 to 4000 Hz, ln(x + 1e−6), and √(2/40) Σ x[n] cos(πk(2n + 1)/80).
/// </summary>
internal sealed class KeywordMfcc : ISoundFrontEnd
{
    private const int SampleRate = 16000;
    private const int Filters = 40;
    private static readonly FrameShape Shape = new(49, 10);

    private readonly Spectrogram _spectrogram = new(Spectrogram.Hann(480), step: 320, transformLength: 512);
    private readonly MelFilters _mel = MelFilters.TensorFlow(Filters, bins: 257, SampleRate, lowest: 20, highest: 4000);

    public int? Rate => SampleRate;

    public string Wants => Shape.ToString();

    public bool Fits(TensorShape input) => Shape.Fits(input);

    public int WindowsOf(int length) => length > 0 ? 1 : 0;

    public IEnumerable<float[]> Windows(Sound sound, int elements)
    {
        var power = _spectrogram.Power(Loudness.Second(sound, SampleRate), first: 0, Shape.Frames);
        yield return [.. power.SelectMany(frame => Cepstrum(_mel.Apply(Array.ConvertAll(frame, Math.Sqrt))))];
    }

    private static IEnumerable<float> Cepstrum(double[] mel)
    {
        var logarithms = Array.ConvertAll(mel, value => Math.Log(value + 1e-6));
        for (var k = 0; k < Shape.Features; k++)
        {
            var sum = 0d;
            for (var n = 0; n < Filters; n++)
            {
                sum += logarithms[n] * Math.Cos(Math.PI * k * ((2 * n) + 1) / (2 * Filters));
            }

            yield return (float)(sum * Math.Sqrt(2.0 / Filters));
        }
    }
}
