using Mrq.Audio;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets.Sounds;

/// <summary>What a preset makes of sounds.</summary>
/// <param name="FrontEnd">A front end for one thread.</param>
/// <param name="Type">float32 for real values, int8 for what is quantized already.</param>
internal sealed record SoundFeatures(Func<ISoundFrontEnd> FrontEnd, ElementType Type)
{
    /// <summary>Null for a preset that is none of sounds.</summary>
    /// <param name="options">With the preset.</param>
    /// <param name="input">The model's input, which may take the 8-bit values of a front end as they are.</param>
    public static SoundFeatures? Of(DatasetOptions options, Tensor input) => (options.InputPreset, input.Type) switch
    {
        (InputPreset.MlperfTinyKws, _) => new(SoundFrontEnds.Keywords, ElementType.Float32),
        (InputPreset.MlperfTinyAd, _) => new(SoundFrontEnds.Anomaly, ElementType.Float32),
        (InputPreset.MicroSpeech, ElementType.Int8 or ElementType.UInt8) when !options.IsScaled => new(() => SoundFrontEnds.MicroSpeech(isQuantized: true), ElementType.Int8),
        (InputPreset.MicroSpeech, _) => new(() => SoundFrontEnds.MicroSpeech(isQuantized: false), ElementType.Float32),
        (InputPreset.Waveform, _) => new(SoundFrontEnds.Waveform, ElementType.Float32),
        _ => null,
    };

    /// <summary>How many samples each file is, by the heads of the files.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.DatasetDoesNotFit"/> for a sound of another rate or one that is too short.</exception>
    public static int[] WindowsOf(IEnumerable<string> paths, ISoundFrontEnd frontEnd) => [.. paths.Select(path =>
    {
        var head = WavFile.Head(path);
        if (frontEnd.Rate is { } rate && head.Rate != rate)
        {
            throw DatasetErrors.DoesNotFit($"The sound has {head.Rate} Hz, and the preset is for {rate}; resample it.").InFile(path);
        }

        return frontEnd.WindowsOf(head.Length) is > 0 and var windows ? windows : throw DatasetErrors.DoesNotFit($"The sound has {head.Length} samples, too few for the preset; remove it.").InFile(path);
    })];
}
