namespace Mrq.Evaluation.Datasets;

/// <summary>What trainers usually make of pixels, by the names that Keras gave these habits, and of sounds.</summary>
public enum InputPreset
{
    /// <summary>Nothing: the levels 0 to 255.</summary>
    Raw,

    /// <summary>−1 to 1.</summary>
    Tf,

    /// <summary>Mean and standard deviation of ImageNet's channels.</summary>
    Torch,

    /// <summary>Blue first, less ImageNet's mean.</summary>
    Caffe,

    /// <summary>Cepstral coefficients of MLPerf Tiny's keyword spotting.</summary>
    MlperfTinyKws,

    /// <summary>Log mel energies of MLPerf Tiny's anomaly detection.</summary>
    MlperfTinyAd,

    /// <summary>Features of tflite-micro's micro_speech.</summary>
    MicroSpeech,

    /// <summary>A sound's samples, −1 to 1.</summary>
    Waveform,
}
