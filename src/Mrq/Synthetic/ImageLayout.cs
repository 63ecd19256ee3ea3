using Mrq.Core.Graph;

namespace Mrq.Synthetic;

/// <summary>Where an input that looks like one image has its pixels.</summary>
/// <param name="Height">In pixels.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="IsPlanar">Whether each channel is a plane of its own, as exporters from PyTorch leave it.</param>
internal readonly record struct ImageLayout(int Height, int Width, int Channels, bool IsPlanar)
{
    /// <summary>Smaller squares and planes are more likely something else.</summary>
    private const int SmallestSide = 8;

    /// <summary>
    /// The layout of [1, height, width, 3] and [1, side, side, 1]; of [1, 3, height, width], [1, 1, side, side] and [1, side, side], where the sides
    /// are not too small; null for every other shape.
    /// </summary>
    public static ImageLayout? Of(TensorShape shape) => shape.Dimensions.AsSpan() switch
    {
        [1, var height, var width, 3] => new ImageLayout(height, width, 3, false),
        [1, var height, var width, 1] when height == width => new ImageLayout(height, width, 1, false),
        [1, 3, >= SmallestSide and var height, >= SmallestSide and var width] => new ImageLayout(height, width, 3, true),
        [1, 1, >= SmallestSide and var height, var width] when height == width => new ImageLayout(height, width, 1, true),
        [1, >= SmallestSide and var height, var width] when height == width => new ImageLayout(height, width, 1, false),
        _ => null,
    };

    /// <summary>Values of an image.</summary>
    public long Size => (long)Height * Width * Channels;

    /// <summary>Puts an image of channels side by side into this layout.</summary>
    /// <param name="pixels">Channels last.</param>
    /// <param name="image">The same values as the input has them.</param>
    public void Arrange(ReadOnlySpan<byte> pixels, Span<byte> image)
    {
        if (!IsPlanar)
        {
            pixels.CopyTo(image);
            return;
        }

        var plane = Height * Width;
        for (var pixel = 0; pixel < plane; pixel++)
        {
            for (var channel = 0; channel < Channels; channel++)
            {
                image[(channel * plane) + pixel] = pixels[(pixel * Channels) + channel];
            }
        }
    }
}
