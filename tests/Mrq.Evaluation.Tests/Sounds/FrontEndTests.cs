using Mrq.Audio;
using Mrq.Audio.Micro;

namespace Mrq.Evaluation.Tests.Sounds;

/// <summary>Front ends against their definitions, computed as these are written: sums of cosines and sines, no fast transform.</summary>
[TestClass]
public sealed class FrontEndTests
{
    private static readonly Sound Second = new(16000, Array.ConvertAll(WavBytes.Sound(15000), sample => sample / 32768f));

    [TestMethod]
    [DataRow(0)]
    [DataRow(20)]
    [DataRow(48)]
    public void Cepstral_coefficients_are_those_of_MLPerf_Tinys_keyword_spotting(int frame)
    {
        var features = SoundFrontEnds.Keywords().Windows(Second, 490).Single();

        var samples = new double[16000];
        var greatest = Second.Samples.ToArray().Max();
        for (var i = 0; i < Second.Samples.Length; i++)
        {
            samples[i] = Second.Samples.Span[i] / (double)greatest;
        }

        var magnitudes = Power(samples.AsSpan(frame * 320, 480), 512).Select(Math.Sqrt).ToArray();
        var (lowest, highest) = (Hertz(20), Hertz(4000));
        var logarithms = Enumerable.Range(0, 40).Select(filter => Math.Log(1e-6 + Enumerable.Range(1, 256).Sum(bin =>
            magnitudes[bin] * Math.Max(0, 1 - Math.Abs(((Hertz(bin * 16000 / 512.0) - lowest) * 41 / (highest - lowest)) - filter - 1))))).ToArray();
        for (var k = 0; k < 10; k++)
        {
            var expected = Math.Sqrt(2 / 40.0) * Enumerable.Range(0, 40).Sum(n => logarithms[n] * Math.Cos(Math.PI / 40 * (n + 0.5) * k));
            Assert.AreEqual(expected, features[(frame * 10) + k], 2e-5);
        }

        static double Hertz(double frequency) => 2595 * Math.Log10(1 + (frequency / 700));
    }

    [TestMethod]
    public void Log_mel_energies_are_those_of_MLPerf_Tinys_anomaly_detection()
    {
        var sound = new Sound(16000, Array.ConvertAll(WavBytes.Sound(57 * 512, seed: 3), sample => sample / 32768f));
        var windows = SoundFrontEnds.Anomaly().Windows(sound, 640).ToList();

        // 58 frames, of which those from the 50th on count: eight, four windows of five.
        Assert.HasCount(4, windows);
        Assert.AreEqual(4, SoundFrontEnds.Anomaly().WindowsOf(sound.Samples.Length));
        CollectionAssert.AreEqual(windows[0][128..], windows[1][..512]);
        var frame = new double[1024];
        for (var n = 0; n < 1024; n++)
        {
            frame[n] = sound.Samples.Span[(52 * 512) - 512 + n];
        }

        var power = Power(frame, 1024);
        // Slaney's mels: 15 of them to 1000 Hz, and above it a factor of 6.4 in 27.
        var edges = Enumerable.Range(0, 130).Select(i => i * (15 + (27 * Math.Log(8) / Math.Log(6.4))) / 129).Select(mel => mel <= 15 ? mel * 200 / 3 : 1000 * Math.Pow(6.4, (mel - 15) / 27)).ToArray();
        for (var filter = 0; filter < 128; filter++)
        {
            var (left, middle, right) = (edges[filter], edges[filter + 1], edges[filter + 2]);
            var sum = Enumerable.Range(0, 513).Sum(bin => bin * 15.625 is var at && at > left && at < right ? power[bin] * (at < middle ? (at - left) / (middle - left) : (right - at) / (right - middle)) : 0);
            Assert.AreEqual(10 * Math.Log10((sum * 2 / (right - left)) + 2.220446049250313e-16), windows[2][filter], 2e-4);
        }
    }

    [TestMethod]
    [DataRow(160000, 196)]
    [DataRow(176000, 196)]
    [DataRow(54 * 512, 1)]
    [DataRow((54 * 512) - 1, 0)]
    [DataRow(0, 0)]
    public void A_sound_of_ten_seconds_is_196_windows(int length, int windows) => Assert.AreEqual(windows, SoundFrontEnds.Anomaly().WindowsOf(length));

    [TestMethod]
    public void A_waveform_is_the_sound_with_silence_behind_it_or_its_beginning()
    {
        var sound = new Sound(8000, new[] { 0.5f, -0.5f });

        CollectionAssert.AreEqual(new[] { 0.5f, -0.5f, 0, 0 }, SoundFrontEnds.Waveform().Windows(sound, 4).Single());
        CollectionAssert.AreEqual(new[] { 0.5f }, SoundFrontEnds.Waveform().Windows(sound, 1).Single());
    }

    /// <summary>What TensorFlow's own frontend_test.cc expects of the first two frames of these sounds: all stages of the microfrontend in one, to the bit.</summary>
    [TestMethod]
    public void The_microfrontends_features_are_its_own()
    {
        short[] period = [0, 32767, 0, -32768];
        var sound = Enumerable.Range(0, 36).Select(i => period[i % 4]).ToArray();
        var frontEnd = new MicroFrontEnd(new MicroSettings(1000, 25, 10, 2, 8, 450));

        CollectionAssert.AreEqual(new ushort[] { 479, 425 }, frontEnd.Next(sound.AsSpan(0, 25)));
        CollectionAssert.AreEqual(new ushort[] { 436, 378 }, frontEnd.Next(sound.AsSpan(10, 25)));
    }

    [TestMethod]
    public void The_fixed_transform_is_the_transform()
    {
        var samples = WavBytes.Sound(512);
        var bins = new (short Real, short Imaginary)[257];
        new FixedFourier(512).Transform(samples, bins);
        for (var k = 0; k <= 256; k++)
        {
            var (real, imaginary) = Transform(Array.ConvertAll(samples, sample => sample / 512.0), 512, k);
            Assert.AreEqual(real, bins[k].Real, 3);
            Assert.AreEqual(imaginary, bins[k].Imaginary, 3);
        }
    }

    [TestMethod]
    public void The_integer_logarithm_is_the_logarithm()
    {
        var logarithm = new IntegerLogarithm();
        for (uint value = 2; value < 1u << 30; value += 1 + (value / 7))
        {
            Assert.AreEqual(64 * Math.Log(value), logarithm.Of(value, 6), 0.6);
        }
    }

    [TestMethod]
    public void Quantized_and_real_features_of_micro_speech_are_one_feature()
    {
        var (quantized, real) = (SoundFrontEnds.MicroSpeech(isQuantized: true).Windows(Second, 1960).Single(), SoundFrontEnds.MicroSpeech(isQuantized: false).Windows(Second, 1960).Single());

        Assert.HasCount(1960, quantized);
        Assert.IsGreaterThan(50, quantized.Distinct().Count());
        for (var i = 0; i < real.Length; i++)
        {
            Assert.AreEqual(real[i] * 256 / 26, quantized[i] + 128, 0.7);
        }
    }

    private static double[] Power(ReadOnlySpan<double> frame, int length)
    {
        var windowed = new double[frame.Length];
        for (var n = 0; n < frame.Length; n++)
        {
            windowed[n] = frame[n] * Math.Pow(Math.Sin(Math.PI * n / frame.Length), 2);
        }

        return [.. Enumerable.Range(0, (length / 2) + 1).Select(k => Transform(windowed, length, k)).Select(bin => (bin.Real * bin.Real) + (bin.Imaginary * bin.Imaginary))];
    }

    private static (double Real, double Imaginary) Transform(double[] values, int length, int k)
    {
        var (real, imaginary) = (0d, 0d);
        for (var n = 0; n < values.Length; n++)
        {
            var (sine, cosine) = Math.SinCos(2 * Math.PI * ((long)k * n % length) / length);
            (real, imaginary) = (real + (values[n] * cosine), imaginary - (values[n] * sine));
        }

        return (real, imaginary);
    }
}
