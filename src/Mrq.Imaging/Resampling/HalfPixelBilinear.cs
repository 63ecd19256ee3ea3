namespace Mrq.Imaging.Resampling;

/// <summary>
/// TensorFlow's bilinear interpolation with half-pixel centres: the centre of new pixel x lies at (x + 1/2) · old size / new size − 1/2 among the centres of the old ones,
/// and of the two nearest on each axis the values are mixed, all in float32. What lies between is not seen where a picture becomes smaller.
/// </summary>
internal static class HalfPixelBilinear
{
    /// <summary>Levels, not rounded.</summary>
    public static float[] Resize(Picture picture, int width, int height)
    {
        var (columns, rows, channels) = (Places(picture.Width, width), Places(picture.Height, height), picture.Channels);
        var levels = picture.Levels.Span;
        var to = new float[width * height * channels];
        for (var y = 0; y < height; y++)
        {
            var upper = levels.Slice(rows[y].Lower * picture.Width * channels, picture.Width * channels);
            var lower = levels.Slice(rows[y].Upper * picture.Width * channels, picture.Width * channels);
            for (var x = 0; x < width; x++)
            {
                var (left, right, share) = columns[x];
                for (var channel = 0; channel < channels; channel++)
                {
                    var top = Mix(upper[(left * channels) + channel], upper[(right * channels) + channel], share);
                    var bottom = Mix(lower[(left * channels) + channel], lower[(right * channels) + channel], share);
                    to[(((y * width) + x) * channels) + channel] = Mix(top, bottom, rows[y].Share);
                }
            }
        }

        return to;
    }

    private static float Mix(float from, float to, float share) => from + ((to - from) * share);

    private static (int Lower, int Upper, float Share)[] Places(int from, int to)
    {
        var scale = (float)from / to;
        var places = new (int Lower, int Upper, float Share)[to];
        for (var i = 0; i < to; i++)
        {
            var place = ((i + 0.5f) * scale) - 0.5f;
            var floor = MathF.Floor(place);
            places[i] = (Math.Max((int)floor, 0), Math.Min((int)MathF.Ceiling(place), from - 1), place - floor);
        }

        return places;
    }
}
