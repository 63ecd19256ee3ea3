using Mrq.Audio;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;
using Mrq.Evaluation.Tests.Images;

namespace Mrq.Evaluation.Tests.Sounds;

/// <summary>Folders, patterns and tables of WAV files are samples as those of pictures are, by the front end that a preset names.</summary>
[TestClass]
public sealed class SoundDataTests : IDisposable
{
    private static readonly Tensor Wave = Input(ElementType.Float32, 1, 3);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Folders_of_sounds_are_classes()
    {
        Write(("yes/b.wav", [3]), ("no/a.wav", [1, 2]), ("no/c.WAV", [5, 6, 7, 8]), ("no/notes.txt", []));
        var data = Load(InputPreset.Waveform, Wave, Root);

        CollectionAssert.AreEqual(new[] { 1f, 2, 0, 5, 6, 7, 3, 0, 0 }, data.Inputs[0].Array.AsSpan<float>().ToArray().Select(value => value * 32768).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 0, 1 }, data.Labels!.Value.ToArray());
        Assert.AreEqual(2, Load(InputPreset.Waveform, Wave, At("no/*.wav")).Count);
        CollectionAssert.AreEqual(new[] { "no/a.wav", "no/c.WAV", "yes/b.wav" }, DatasetFiles.Named(Root).Select(file => file.Name).ToArray());
    }

    [TestMethod]
    public void A_table_labels_sounds()
    {
        Write(("a.wav", [3]), ("b.wav", [4]));
        File.WriteAllText(At("val.csv"), "a.wav,2\nb.wav,0\n");

        CollectionAssert.AreEqual(new[] { 2, 0 }, Load(InputPreset.Waveform, Wave, At("val.csv")).Labels!.Value.ToArray());
        CollectionAssert.AreEqual(new[] { 2, 0 }, Load(InputPreset.Waveform, Wave, At("*.wav"), $"labels={At("val.csv")}").Labels!.Value.ToArray());
    }

    [TestMethod]
    public void Windows_of_a_sound_are_samples_of_one_group()
    {
        Write(("a/1.wav", WavBytes.Sound(55 * 512)), ("b/2.wav", WavBytes.Sound(54 * 512)), ("b/3.wav", WavBytes.Sound(54 * 512, seed: 2)));
        var data = Load(InputPreset.MlperfTinyAd, Input(ElementType.Int8, 1, 640), Root);

        Assert.AreEqual((4, 3, 4), (data.Count, data.Groups.Count, data.Groups.Windows));
        CollectionAssert.AreEqual(new[] { 0, 0, 1, 1 }, data.Labels!.Value.ToArray());
        CollectionAssert.AreEqual(new[] { 0, 0, 1, 2 }, Enumerable.Range(0, 4).Select(data.Groups.Of).ToArray());
        var expected = SoundFrontEnds.Anomaly().Windows(WavFile.Read(At("a/1.wav")), 640).SelectMany(window => window).ToArray();
        CollectionAssert.AreEqual(expected, data.Inputs[0].Array.AsSpan<float>()[..1280].ToArray());
    }

    /// <summary>8-bit inputs take micro_speech's own 8-bit values, others its real ones.</summary>
    [TestMethod]
    public void Micro_speech_gives_8_bit_inputs_its_own_values()
    {
        Write(("a.wav", WavBytes.Sound(16000)));

        Assert.AreEqual(ElementType.Int8, Load(InputPreset.MicroSpeech, Input(ElementType.Int8, 1, 1960), Root).Inputs[0].Array.Type);
        Assert.AreEqual(ElementType.Float32, Load(InputPreset.MicroSpeech, Input(ElementType.Float32, 1, 49, 40, 1), Root).Inputs[0].Array.Type);
    }

    [TestMethod]
    public void Features_become_what_the_models_input_quantizes_them_to()
    {
        Write(("a.wav", WavBytes.Sound(16000)));
        var input = Input(ElementType.Int8, 1, 49, 10, 1) with { Quantization = new QuantizationParameters(0.5847f, 83) };
        var data = Load(InputPreset.MlperfTinyKws, input, Root);
        var encoded = new byte[490];
        InputEncoder.Create(data.Inputs[0], input, input).Encode(data.Inputs[0].Array.Data.Span, encoded);

        var features = SoundFrontEnds.Keywords().Windows(WavFile.Read(At("a.wav")), 490).Single();
        CollectionAssert.AreEqual(Array.ConvertAll(features, feature => (byte)(sbyte)Math.Clamp(Math.Round(feature / 0.5847) + 83, -128, 127)), encoded);
    }

    [TestMethod]
    public void Sounds_without_a_preset_of_theirs_are_MRQ1051()
    {
        Write(("a.wav", [1]));

        AssertFails("Sounds need an InputPreset (--input-preset) that says what the model's trainer made of them: mlperf-tiny-kws, mlperf-tiny-ad, micro-speech, waveform.", null, Wave);
        AssertFails("Sounds need an InputPreset (--input-preset) that says what the model's trainer made of them: mlperf-tiny-kws, mlperf-tiny-ad, micro-speech, waveform.", InputPreset.Tf, Wave);
        AssertFails("The model's input is [1x3], and the preset makes 49 frames of 10 features of a sound.", InputPreset.MlperfTinyKws, Wave);
        AssertFails("The sound has 1 samples, too few for the preset; remove it.", InputPreset.MlperfTinyAd, Input(ElementType.Int8, 1, 640));
    }

    [TestMethod]
    public void A_sound_of_another_rate_is_MRQ1051()
    {
        _folder.Write("a.wav", WavBytes.Of([1, 2], rate: 8000));

        AssertFails("The sound has 8000 Hz, and the preset is for 16000; resample it.", InputPreset.MlperfTinyKws, Input(ElementType.Int8, 1, 49, 10, 1));
        Assert.AreEqual(1, Load(InputPreset.Waveform, Wave, Root).Count);
    }

    [TestMethod]
    public void Pictures_take_no_preset_of_sounds()
    {
        _folder.Write("a.png", PngBytes.Of(1, 1, 1, [0]));

        AssertFails("The data is pictures, and the preset waveform is for sounds.", InputPreset.Waveform, Input(ElementType.UInt8, 1, 1, 1, 1));
    }

    [TestMethod]
    public void A_pattern_of_no_sound_is_MRQ0105()
    {
        var error = Assert.ThrowsExactly<MrqException>(() => Load(InputPreset.Waveform, Wave, At("*.wav")));

        Assert.AreEqual((MrqCodes.FileMissing, "There is no sound (.wav); correct the path."), (error.Code, error.Message));
    }

    private static Tensor Input(ElementType type, params int[] shape) =>
        new() { Name = "in", Type = type, Shape = new TensorShape(shape), Quantization = type == ElementType.Float32 ? null : new QuantizationParameters(1, 0) };

    private string Root => _folder.PathOf(".").TrimEnd('.', '/', '\\');

    private string At(string name) => Path.Combine(Root, name);

    private void Write(params ReadOnlySpan<(string Name, short[] Samples)> sounds)
    {
        foreach (var (name, samples) in sounds)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
            File.WriteAllBytes(At(name), name.EndsWith(".txt", StringComparison.Ordinal) ? [] : WavBytes.Of(samples));
        }
    }

    private static Dataset Load(InputPreset? preset, Tensor input, params string[] paths)
    {
        DatasetHead.Check(paths, Metric.Parse("agreement"));
        return Dataset.Load(paths, DatasetOptions.Default with { InputPreset = preset }, input);
    }

    private void AssertFails(string message, InputPreset? preset, Tensor input)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => Load(preset, input, Root));
        Assert.AreEqual((MrqCodes.DatasetDoesNotFit, message), (error.Code, error.Message));
    }
}
