namespace Mrq.Audio.Spectra;

/// <summary>Power spectra of overlapping frames of a sound.</summary>
/// <param name="window">What each sample of a frame is multiplied by.</param>
/// <param name="step">Samples from a frame to the next.</param>
/// <param name="transformLength">A power of two; what a frame has less of is 0 behind it.</param>
internal sealed class Spectrogram(double[] window, int step, int transformLength)
{
    private readonly Fourier _transform = new(transformLength);

    public int Bins => _transform.Bins;

    /// <summary>The periodic window of Hann, 0.5 − 0.5 cos(2πn/N): TensorFlow's and librosa's.</summary>
    public static double[] Hann(int length) => [.. Enumerable.Range(0, length).Select(n => 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / length)))];

    /// <summary>|X|² of some frames, each of <see cref="Bins"/>.</summary>
    /// <param name="samples">The sound; what lies outside of it is silence.</param>
    /// <param name="first">Where the first frame begins, which may be in front of the sound.</param>
    /// <param name="frames">How many.</param>
    public double[][] Power(ReadOnlySpan<double> samples, int first, int frames)
    {
        var power = new double[frames][];
        var frame = new double[window.Length];
        for (var i = 0; i < frames; i++)
        {
            var start = first + (i * step);
            for (var n = 0; n < frame.Length; n++)
            {
                frame[n] = (uint)(start + n) < (uint)samples.Length ? samples[start + n] * window[n] : 0;
            }

            _transform.Power(frame, power[i] = new double[Bins]);
        }

        return power;
    }
}
