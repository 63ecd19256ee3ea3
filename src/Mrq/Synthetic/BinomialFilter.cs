namespace Mrq.Synthetic;

/// <summary>Smooths an image by the weights 1 2 1 along both sides; the border repeats its last pixel.</summary>
internal static class BinomialFilter
{
    /// <summary>One pass over an image whose levels are 0 to 255 plus an offset, rounded half up.</summary>
    public static void Smooth(Span<byte> image, int height, int width, int channels, int offset)
    {
        var stride = width * channels;
        var rows = new int[image.Length];
        for (var i = 0; i < image.Length; i++)
        {
            var (start, column) = (i - (i % stride), i % stride);
            var before = column < channels ? column : column - channels;
            var after = column >= stride - channels ? column : column + channels;
            rows[i] = Level(image[start + before], offset) + (2 * Level(image[i], offset)) + Level(image[start + after], offset);
        }

        for (var i = 0; i < image.Length; i++)
        {
            var above = i < stride ? i : i - stride;
            var below = i >= (height - 1) * stride ? i : i + stride;
            var sum = rows[above] + (2 * rows[i]) + rows[below];
            image[i] = unchecked((byte)(((sum + 8) / 16) + offset));
        }
    }

    /// <summary>0 to 255, whichever way the byte holds it.</summary>
    private static int Level(byte value, int offset) => unchecked((byte)(value - offset));
}
