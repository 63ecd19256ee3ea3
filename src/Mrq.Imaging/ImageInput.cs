using Mrq.Core.Graph;

namespace Mrq.Imaging;

/// <summary>Where an input that takes one image has its pixels.</summary>
/// <param name="Height">In pixels.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Channels">1, 3 or 4.</param>
/// <param name="IsPlanar">Whether each channel is a plane of its own.</param>
public readonly record struct ImageInput(int Height, int Width, int Channels, bool IsPlanar)
{
    /// <summary>[1, height, width, channels], [1, channels, height, width] or [1, height, width]; null for a shape that no image has.</summary>
    public static ImageInput? Of(TensorShape shape) => shape.Dimensions.AsSpan() switch
    {
        [1, > 0 and var height, > 0 and var width, 1 or 3 or 4] => new ImageInput(height, width, shape[3], false),
        [1, 1 or 3 or 4, > 0 and var height, > 0 and var width] => new ImageInput(height, width, shape[1], true),
        [1, > 0 and var height, > 0 and var width] => new ImageInput(height, width, 1, false),
        _ => null,
    };
}
