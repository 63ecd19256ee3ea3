using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Evaluation.Datasets;

namespace Mrq.Synthetic;

/// <summary>
/// Images with the statistics of natural ones, for conversion without data. Even ones are <see cref="ValueNoise"/> of three roughnesses, luminance
/// shared by the channels, mean and contrast drawn for each image; odd ones are <see cref="DeadLeaves"/>, which have the
/// edges and textures that noise lacks. Under powers of two noise only loses 2 to 4 dB, leaves only 0.1 to 0.25 dB.
/// </summary>
/// <remarks>Only integer hashing, + − × ÷ and square roots are used, so every machine makes the same bytes.</remarks>
internal static class SyntheticImages
{
    private const int DefaultCount = 64;

    /// <summary>
    /// Whether an input looks like an image: NHWC with three channels, or one channel and a square. For other inputs a wrong
    /// distribution is worse than none, and nothing is synthesized.
    /// </summary>
    public static bool Fit(Tensor input) =>
        input.Shape.Rank == 4 && input.Shape[0] == 1 && input.Type is ElementType.UInt8 or ElementType.Int8
        && (input.Shape[3] == 3 || (input.Shape[3] == 1 && input.Shape[1] == input.Shape[2]));

    /// <summary>Quantized images for an input; the same for every run.</summary>
    public static Dataset Create(Tensor input, int count = DefaultCount)
    {
        var (height, width, channels) = (input.Shape[1], input.Shape[2], input.Shape[3]);
        var minimum = input.Type.IntegerRange().Minimum;
        var size = height * width * channels;
        var bytes = new byte[count * size];
        for (var image = 0; image < count; image++)
        {
            Paint(bytes.AsSpan(image * size, size), height, width, channels, (ulong)image, minimum);
        }

        var shape = new TensorShape(count, height, width, channels);
        return Dataset.Create(new NumpyArray("synthetic", input.Type, shape, bytes), null);
    }

    /// <summary>Paints the image of a number, of levels 0 to 255 plus an offset.</summary>
    public static void Paint(Span<byte> pixels, int height, int width, int channels, ulong image, int offset)
    {
        if (image % 2 == 1)
        {
            DeadLeaves.Paint(pixels, height, width, channels, image, offset);
        }
        else
        {
            ValueNoise.Paint(pixels, height, width, channels, image, offset);
        }
    }

    /// <summary>The byte of a value: 0 to 1 are the levels 0 to 255, and an offset is added.</summary>
    public static byte Level(double value, int offset) => unchecked((byte)((int)(Math.Clamp(value, 0, 1) * 255) + offset));

    /// <summary>A number in [0, 1) from four integers, by <see cref="SplitMix64"/>.</summary>
    public static double Uniform(ulong a, ulong b, ulong c, ulong d)
    {
        var hash = 0UL;
        foreach (var part in (ReadOnlySpan<ulong>)[a, b, c, d])
        {
            hash = SplitMix64.Mix(unchecked((hash ^ part) + SplitMix64.Increment));
        }

        return (hash >> 11) * (1.0 / (1UL << 53));
    }
}
