using Mrq.Imaging;

namespace Mrq.Evaluation.Datasets.Images;

/// <summary>How images become an input, as far as somebody says it; what is null the preset says, or else <see cref="ImagePreparation.Default"/>.</summary>
public sealed record ImageOptions
{
    public static ImageOptions None { get; } = new();

    public ImageFit? Fit { get; init; }

    /// <summary>See <see cref="ImagePreparation.CropFraction"/>.</summary>
    public double? CropFraction { get; init; }

    public ImageResize? Resize { get; init; }

    public ChannelOrder? Channels { get; init; }

    /// <summary>All of it said.</summary>
    internal ImagePreparation With(InputPreset? preset)
    {
        var usual = preset switch
        {
            InputPreset.Tf => ImagePreparation.Default with { Fit = ImageFit.CentralCrop, Resize = ImageResize.Bilinear },
            InputPreset.Torch => ImagePreparation.Default with { Fit = ImageFit.ResizeCrop },
            InputPreset.Caffe => ImagePreparation.Default with { Fit = ImageFit.ResizeCrop, Order = ChannelOrder.Bgr },
            _ => ImagePreparation.Default,
        };
        return new ImagePreparation(Fit ?? usual.Fit, CropFraction ?? usual.CropFraction, Resize ?? usual.Resize, Channels ?? usual.Order);
    }
}
