namespace Mrq.Imaging.Resampling;

/// <summary>
/// Pillow's bilinear filter: a new pixel is the mean of those below a triangle that is as wide as two old pixels, or two new ones where these are wider. Rows first,
/// then columns, each pass rounded to levels, with weights of 22 fractional bits: bit for bit what Pillow computes.
/// </summary>
internal static class AntialiasedBilinear
{
    private const int Precision = 22;

    public static Picture Resize(Picture picture, int width, int height)
    {
        var narrow = picture.Width == width ? picture : Columns(picture, width);
        return picture.Height == height ? narrow : Rows(narrow, height);
    }

    private static Picture Columns(Picture picture, int width)
    {
        var (weights, channels) = (Weights(picture.Width, width), picture.Channels);
        var from = picture.Levels.Span;
        var to = new byte[width * picture.Height * channels];
        for (var y = 0; y < picture.Height; y++)
        {
            var row = from.Slice(y * picture.Width * channels, picture.Width * channels);
            for (var x = 0; x < width; x++)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    to[(((y * width) + x) * channels) + channel] = Level(row, (weights[x].First * channels) + channel, channels, weights[x].Weights);
                }
            }
        }

        return new Picture(width, picture.Height, channels, to);
    }

    private static Picture Rows(Picture picture, int height)
    {
        var (weights, length) = (Weights(picture.Height, height), picture.Width * picture.Channels);
        var from = picture.Levels.Span;
        var to = new byte[length * height];
        for (var y = 0; y < height; y++)
        {
            for (var i = 0; i < length; i++)
            {
                to[(y * length) + i] = Level(from, (weights[y].First * length) + i, length, weights[y].Weights);
            }
        }

        return new Picture(picture.Width, height, picture.Channels, to);
    }

    private static byte Level(ReadOnlySpan<byte> levels, int first, int stride, int[] weights)
    {
        var sum = 1 << (Precision - 1);
        for (var i = 0; i < weights.Length; i++)
        {
            sum += levels[first + (i * stride)] * weights[i];
        }

        return (byte)Math.Clamp(sum >> Precision, 0, 255);
    }

    /// <summary>For each new pixel the first old one below its triangle, and the shares of it and those behind it.</summary>
    private static (int First, int[] Weights)[] Weights(int from, int to)
    {
        var scale = (double)from / to;
        var support = Math.Max(scale, 1);
        var pixels = new (int First, int[] Weights)[to];
        for (var i = 0; i < to; i++)
        {
            var center = (i + 0.5) * scale;
            var first = Math.Max((int)(center - support + 0.5), 0);
            var end = Math.Min((int)(center + support + 0.5), from);
            var shares = new double[end - first];
            var sum = 0.0;
            for (var j = 0; j < shares.Length; j++)
            {
                shares[j] = Math.Max(0, 1 - Math.Abs((j + first - center + 0.5) * (1 / support)));
                sum += shares[j];
            }

            pixels[i] = (first, Array.ConvertAll(shares, share => (int)(0.5 + (share / sum * (1 << Precision)))));
        }

        return pixels;
    }
}
