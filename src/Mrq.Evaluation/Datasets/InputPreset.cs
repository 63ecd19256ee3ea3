namespace Mrq.Evaluation.Datasets;

/// <summary>What the trainers of image models usually make of pixels, by the names that Keras gave these habits.</summary>
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
}
