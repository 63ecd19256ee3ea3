namespace Mrq.Imaging;

/// <summary>How a picture of any size comes to the size of an input.</summary>
public enum ImageFit
{
    /// <summary>All of it is resized, whatever its proportions.</summary>
    Stretch,

    /// <summary>The middle of it, a fraction of each side, is resized, whatever its proportions: TensorFlow's evaluation of ImageNet.</summary>
    CentralCrop,

    /// <summary>It is resized with its proportions, until the input is a fraction of its shorter side, and the middle is taken: torchvision's evaluation.</summary>
    ResizeCrop,
}
