using Mrq.Imaging.Resampling;

namespace Mrq.Imaging;

/// <summary>What is made of a picture before a model sees it: the one that its trainer made, or results are worse than the model is.</summary>
/// <param name="Fit">How it comes to the input's size.</param>
/// <param name="CropFraction">What <see cref="ImageFit.CentralCrop"/> and <see cref="ImageFit.ResizeCrop"/> take of a side, in (0, 1].</param>
/// <param name="Resize">How it is resized.</param>
/// <param name="Order">Which channel comes first.</param>
public sealed record ImagePreparation(ImageFit Fit, double CropFraction, ImageResize Resize, ChannelOrder Order)
{
    /// <summary>All of the picture, resized as Pillow does, red first.</summary>
    public static ImagePreparation Default { get; } = new(ImageFit.Stretch, UsualFraction, ImageResize.BilinearAntialias, ChannelOrder.Rgb);

    /// <summary>224 of 256.</summary>
    public const double UsualFraction = 0.875;

    /// <summary>The levels of the input, 0 to 255; not rounded by <see cref="ImageResize.Bilinear"/>.</summary>
    /// <param name="picture">With as many channels as the input has.</param>
    /// <param name="input">Where the input has its pixels.</param>
    public float[] Apply(Picture picture, ImageInput input)
    {
        var geometry = PictureGeometry.Of(Fit, CropFraction, (picture.Width, picture.Height), (input.Width, input.Height));
        var source = picture.Cropped(geometry.Source);
        var resized = Resize == ImageResize.Bilinear
            ? HalfPixelBilinear.Resize(source, geometry.Width, geometry.Height)
            : Array.ConvertAll(AntialiasedBilinear.Resize(source, geometry.Width, geometry.Height).Levels.ToArray(), level => (float)level);
        return Arranged(resized, geometry, input);
    }

    private float[] Arranged(float[] resized, PictureGeometry geometry, ImageInput input)
    {
        var (channels, plane) = (input.Channels, input.Height * input.Width);
        var arranged = new float[plane * channels];
        for (var pixel = 0; pixel < plane; pixel++)
        {
            var (y, x) = (pixel / input.Width, pixel % input.Width);
            var from = (((geometry.Result.Top + y) * geometry.Width) + geometry.Result.Left + x) * channels;
            for (var channel = 0; channel < channels; channel++)
            {
                // Alpha and grey stay where they are.
                var source = Order == ChannelOrder.Bgr && channels > 1 && channel < 3 ? 2 - channel : channel;
                arranged[input.IsPlanar ? (channel * plane) + pixel : (pixel * channels) + channel] = resized[from + source];
            }
        }

        return arranged;
    }
}
