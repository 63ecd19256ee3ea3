using Mrq.Audio;

namespace Mrq.Synthetic;

/// <summary>
/// Sounds with the statistics of recordings, for features of sounds without data. Three of four are speech by the model of source and filter (Fant 1960): pulses of a gliding pitch, or noise, through resonators at formants, syllable
/// by syllable, over noise that falls with frequency; the fourth is a machine: harmonics that stay, and the noise.
/// </summary>
internal static class SyntheticSounds
{
    public const int Rate = 16000;

    /// <summary>The sound of a number.</summary>
    /// <param name="number">Decides the sound.</param>
    /// <param name="length">Samples.</param>
    public static Sound Create(ulong number, int length)
    {
        var draw = new Draws(number);
        var samples = new double[length];
        AddBackground(samples, draw, Level(-60, -25, draw));
        if (number % 4 == 3)
        {
            AddMachine(samples, draw, Level(-45, -15, draw));
        }
        else
        {
            AddSpeech(samples, draw, Level(-25, -3, draw));
        }

        return new Sound(Rate, Array.ConvertAll(samples, sample => (float)Math.Clamp(sample, -1, 1)));
    }

    /// <summary>An amplitude between two levels in dB.</summary>
    private static double Level(double least, double most, Draws draw) => Math.Pow(10, draw.Between(least, most) / 20);

    /// <summary>White noise that a leaky sum makes the darker the nearer its leak is to 1.</summary>
    private static void AddBackground(double[] samples, Draws draw, double amplitude)
    {
        var (sum, keep) = (0d, draw.Between(0.3, 0.98));
        for (var i = 0; i < samples.Length; i++)
        {
            sum = (keep * sum) + draw.Between(-1, 1);
            samples[i] += amplitude * Math.Sqrt(1 - (keep * keep)) * sum;
        }
    }

    private static void AddMachine(double[] samples, Draws draw, double amplitude)
    {
        var (pitch, decay, wobble) = (draw.Between(30, 400), draw.Between(0.5, 0.95), draw.Between(0.5, 8));
        for (var harmonic = 1; harmonic * pitch < Rate / 2.0 && harmonic <= 24; harmonic++)
        {
            var (strength, phase) = (amplitude * Math.Pow(decay, harmonic) * draw.Between(0, 1), draw.Between(0, 2 * Math.PI));
            for (var i = 0; i < samples.Length; i++)
            {
                var time = (double)i / Rate;
                samples[i] += strength * (1 + (0.2 * Math.Sin(2 * Math.PI * wobble * time))) * Math.Sin((2 * Math.PI * harmonic * pitch * time) + phase);
            }
        }
    }

    /// <summary>Words of a few sounds of speech, with pauses between.</summary>
    private static void AddSpeech(double[] samples, Draws draw, double amplitude)
    {
        for (var start = (int)(draw.Between(0.02, 0.35) * Rate); start < samples.Length; start += (int)(draw.Between(0.1, 0.6) * Rate))
        {
            var pitch = draw.Between(85, 260);
            for (var left = 2 + (int)draw.Between(0, 4); left > 0 && start < samples.Length; left--)
            {
                var length = Math.Min((int)(draw.Between(0.06, 0.22) * Rate), samples.Length - start);
                AddPhone(samples.AsSpan(start, length), draw, amplitude * draw.Between(0.2, 1), pitch, isVoiced: draw.Between(0, 1) < 0.7);
                start += length;
                pitch *= draw.Between(0.85, 1.15);
            }
        }
    }

    private static void AddPhone(Span<double> samples, Draws draw, double amplitude, double pitch, bool isVoiced)
    {
        Resonator[] filters = isVoiced
            ? [new(draw.Between(250, 850), draw.Between(50, 120)), new(draw.Between(850, 2500), draw.Between(70, 160)), new(draw.Between(2300, 3600), draw.Between(100, 250))]
            : [new(draw.Between(1500, 6500), draw.Between(600, 2500))];
        var (sound, phase, energy) = (new double[samples.Length], 0d, 1e-9);
        for (var i = 0; i < sound.Length; i++)
        {
            phase += pitch / Rate;
            var source = isVoiced ? (phase >= 1 ? 1 : 0) + (0.01 * draw.Between(-1, 1)) : draw.Between(-1, 1);
            phase -= phase >= 1 ? 1 : 0;
            foreach (var filter in filters)
            {
                sound[i] += filter.Next(source);
            }

            energy += sound[i] * sound[i] / sound.Length;
        }

        // The root of a mean square of a tenth of the greatest level is loud speech's.
        var scale = amplitude * 0.3 / Math.Sqrt(energy);
        for (var i = 0; i < sound.Length; i++)
        {
            var edge = Math.Min(1, Math.Min(i, sound.Length - i) / (0.015 * Rate));
            samples[i] += scale * edge * sound[i];
        }
    }

    /// <summary>Numbers of one sound, one behind the other.</summary>
    private sealed class Draws(ulong sound)
    {
        private ulong _next;

        public double Between(double least, double most) => least + ((most - least) * SyntheticImages.Uniform(sound, _next++, 17, 23));
    }

    /// <summary>A pair of poles.</summary>
    private sealed class Resonator
    {
        private readonly double _first;
        private readonly double _second;
        private readonly double _gain;
        private double _last;
        private double _beforeLast;

        public Resonator(double frequency, double bandwidth)
        {
            var radius = Math.Exp(-Math.PI * bandwidth / Rate);
            (_first, _second, _gain) = (2 * radius * Math.Cos(2 * Math.PI * frequency / Rate), -radius * radius, 1 - radius);
        }

        public double Next(double value)
        {
            var next = (_gain * value) + (_first * _last) + (_second * _beforeLast);
            (_beforeLast, _last) = (_last, next);
            return next;
        }
    }
}
