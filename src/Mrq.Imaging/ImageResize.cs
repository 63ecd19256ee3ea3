namespace Mrq.Imaging;

/// <summary>How pixels between pixels are found. Both are bilinear with half-pixel centres.</summary>
public enum ImageResize
{
    /// <summary>A picture that becomes smaller is averaged over what a new pixel covers, in Pillow's integers: Pillow, and torchvision on pictures.</summary>
    BilinearAntialias,

    /// <summary>Of the four nearest pixels alone, in float32: TensorFlow's image.resize.</summary>
    Bilinear,
}
