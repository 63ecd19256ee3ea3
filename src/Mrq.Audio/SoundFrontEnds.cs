using Mrq.Audio.FrontEnds;

namespace Mrq.Audio;

/// <summary>The front ends that presets name.</summary>
public static class SoundFrontEnds
{
    /// <summary>MLPerf Tiny's keyword spotting.</summary>
    public static ISoundFrontEnd Keywords() => new KeywordMfcc();

    /// <summary>MLPerf Tiny's anomaly detection.</summary>
    public static ISoundFrontEnd Anomaly() => new AnomalyLogMel();

    /// <summary>tflite-micro's micro_speech.</summary>
    /// <param name="isQuantized">Whether the example's 8-bit values are wanted, −128 to 127, instead of the real ones.</param>
    public static ISoundFrontEnd MicroSpeech(bool isQuantized) => new MicroSpeech(isQuantized);

    /// <summary>The samples themselves.</summary>
    public static ISoundFrontEnd Waveform() => new Waveform();

    /// <summary>Log mel energies of frames of 30 ms, 20 ms apart.</summary>
    /// <param name="frames">Frames of an input.</param>
    /// <param name="filters">Energies of a frame.</param>
    public static ISoundFrontEnd LogMel(int frames, int filters) => new LogMel(new FrameShape(frames, filters));
}
