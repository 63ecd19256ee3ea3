using Mrq.Imaging.Resampling;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace Mrq.Imaging;

/// <summary>A small picture as a PNG file: the same bytes on every machine, since ImageSharp compresses by code of its own.</summary>
public static class Thumbnail
{
    /// <summary>A PNG of at most so many pixels a side; a smaller picture keeps its size.</summary>
    /// <param name="picture">Of 1 or 3 channels.</param>
    /// <param name="side">The longer side at most.</param>
    public static byte[] Png(Picture picture, int side)
    {
        var longer = Math.Max(picture.Width, picture.Height);
        var small = longer <= side ? picture : AntialiasedBilinear.Resize(picture, Shorter(picture.Width), Shorter(picture.Height));
        using var file = new MemoryStream();
        using Image image = small.Channels == 1 ? Image.LoadPixelData<L8>(small.Levels.Span, small.Width, small.Height) : Image.LoadPixelData<Rgb24>(small.Levels.Span, small.Width, small.Height);
        image.SaveAsPng(file, new PngEncoder { BitDepth = PngBitDepth.Bit8, ColorType = small.Channels == 1 ? PngColorType.Grayscale : PngColorType.Rgb, IgnoreMetadata = true });
        return file.ToArray();

        int Shorter(int length) => Math.Max(1, (int)Math.Round((double)length * side / longer, MidpointRounding.AwayFromZero));
    }
}
