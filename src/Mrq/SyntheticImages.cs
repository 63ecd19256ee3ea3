using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq;

/// <summary>
/// Images with the statistics of natural ones, for conversion without data. Even ones are octaves of value noise with amplitude
/// proportional to the cell size (a 1/f spectrum), luminance shared by the channels, mean and contrast drawn for each image; odd ones
/// are <see cref="DeadLeaves"/>, which have the edges that noise lacks.
/// </summary>
/// <remarks>Only integer hashing and + − × ÷ are used, so every machine makes the same bytes.</remarks>
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
        var bytes = new byte[count * height * width * channels];
        for (var image = 0; image < count; image++)
        {
            if (image % 2 == 1)
            {
                DeadLeaves.Paint(bytes.AsSpan(image * height * width * channels, height * width * channels), height, width, channels, (ulong)image, minimum);
                continue;
            }

            var luminance = Noise(height, width, (ulong)image * 8);
            var mean = 0.25 + (0.45 * Uniform((ulong)image, 1, 2, 3));
            var contrast = 0.5 + (0.7 * Uniform((ulong)image, 4, 5, 6));
            for (var channel = 0; channel < channels; channel++)
            {
                var colour = Noise(height, width, ((ulong)image * 8) + 1 + (ulong)channel);
                for (var pixel = 0; pixel < luminance.Length; pixel++)
                {
                    var value = mean + (contrast * (luminance[pixel] + (0.3 * colour[pixel])));
                    var level = (int)(Math.Clamp(value, 0, 1) * 255) + minimum;
                    bytes[(((image * luminance.Length) + pixel) * channels) + channel] = unchecked((byte)level);
                }
            }
        }

        var shape = new TensorShape(count, height, width, channels);
        return Dataset.Create(new NumpyArray("synthetic", input.Type, shape, bytes), null);
    }

    /// <summary>Value noise around 0 with a standard deviation near 0.25.</summary>
    private static double[] Noise(int height, int width, ulong seed)
    {
        var noise = new double[height * width];
        var total = 0d;
        for (var cell = Math.Max(height, width); cell >= 1; cell /= 2)
        {
            total += cell;
        }

        for (var cell = Math.Max(height, width); cell >= 1; cell /= 2)
        {
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    noise[(y * width) + x] += 1.6 * cell / total * Interpolate(seed, (ulong)cell, (double)y / cell, (double)x / cell);
                }
            }
        }

        return noise;
    }

    private static double Interpolate(ulong seed, ulong cell, double y, double x)
    {
        var (row, column) = ((ulong)y, (ulong)x);
        var (fy, fx) = (y - row, x - column);
        double Lattice(ulong dy, ulong dx) => (2 * Uniform(seed, cell, row + dy, column + dx)) - 1;
        return (((Lattice(0, 0) * (1 - fx)) + (Lattice(0, 1) * fx)) * (1 - fy)) + (((Lattice(1, 0) * (1 - fx)) + (Lattice(1, 1) * fx)) * fy);
    }

    /// <summary>A number in [0, 1) from four integers, by the finalizer of SplitMix64.</summary>
    internal static double Uniform(ulong a, ulong b, ulong c, ulong d)
    {
        var hash = 0UL;
        foreach (var part in (ReadOnlySpan<ulong>)[a, b, c, d])
        {
            hash = unchecked((hash ^ part) + 0x9E3779B97F4A7C15UL);
            hash = unchecked((hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL);
            hash = unchecked((hash ^ (hash >> 27)) * 0x94D049BB133111EBUL);
            hash ^= hash >> 31;
        }

        return (hash >> 11) * (1.0 / (1UL << 53));
    }
}
