using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
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
    /// <summary>More change little.</summary>
    public const int DefaultCount = 64;

    /// <summary>Larger images are fewer.</summary>
    private const long MostBytes = 1 << 29;

    /// <summary>
    /// Whether an input looks like an image, in its shape and in 8 bits that say what black and white are: its own, or those of a QUANTIZE
    /// that reads it. 16 symmetric bits do not say how much of them is used. For other inputs a wrong distribution is worse than none, and
    /// nothing is synthesized.
    /// </summary>
    public static bool Fit(Tensor input, InputDomain domain) =>
        ImageLayout.Of(input.Shape) is { Size: > 0 and <= MostBytes } && domain.Rows is null
        && (IsPixels(input) || (domain is { Range: not null, Bits: 8 } && input.Type is ElementType.Float32 or ElementType.Int16));

    /// <summary>Images for an input that fits; the same for every run. Inputs of 8 bits get levels, others the real values of levels spread over their range.</summary>
    /// <param name="input">The input.</param>
    /// <param name="domain">What it represents.</param>
    /// <param name="count">How many.</param>
    /// <param name="first">The number of the first image: those of two inputs must not be equal.</param>
    /// <param name="parallel">Threads and cancellation; the images depend on neither.</param>
    /// <param name="painted">Called behind each.</param>
    public static Dataset Create(Tensor input, InputDomain domain, int count = DefaultCount, int first = 0, ParallelOptions? parallel = null, Action? painted = null)
    {
        var layout = ImageLayout.Of(input.Shape)!.Value;
        var size = (int)layout.Size;
        count = CountOf(input, count);
        var bytes = new byte[count * size];
        Parallel.For(0, count, parallel ?? new ParallelOptions(), image =>
        {
            var pixels = new byte[size];
            Paint(pixels, layout.Height, layout.Width, layout.Channels, (ulong)(first + image), IsPixels(input) ? input.Type.IntegerRange().Minimum : 0);
            layout.Arrange(pixels, bytes.AsSpan(image * size, size));
            painted?.Invoke();
        });

        var shape = new TensorShape([count, .. input.Shape.Dimensions[1..]]);
        return IsPixels(input)
            ? Dataset.Create(new NumpyArray("synthetic", input.Type, shape, bytes), null)
            : Dataset.Create(new NumpyArray("synthetic", ElementType.UInt8, shape, bytes), null, Within(domain.Range!.Value));
    }

    /// <summary>How many images of an input's size there are when so many are wanted.</summary>
    public static int CountOf(Tensor input, int wanted) => (int)Math.Clamp(MostBytes / ImageLayout.Of(input.Shape)!.Value.Size, 1, wanted);

    private static bool IsPixels(Tensor input) => input.Type is ElementType.UInt8 or ElementType.Int8;

    /// <summary>Level 0 is the least real value of a range and 255 the greatest. Where 8 bits have this range, each level is one of theirs.</summary>
    private static DatasetOptions Within((double Minimum, double Maximum) range)
    {
        var step = (range.Maximum - range.Minimum) / 255;
        return new DatasetOptions { InputMean = -range.Minimum / step, InputScale = step };
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
