namespace Mrq.Imaging;

/// <summary>What is cut from a picture, what size the rest becomes, and what is cut from that.</summary>
/// <param name="Source">The part of the picture that is resized.</param>
/// <param name="Width">Its new width.</param>
/// <param name="Height">Its new height.</param>
/// <param name="Result">The part of the resized one that is the input.</param>
internal readonly record struct PictureGeometry(PictureBox Source, int Width, int Height, PictureBox Result)
{
    /// <summary>The geometry of a fit.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="fraction">What it takes of a side, in (0, 1].</param>
    /// <param name="from">The picture's width and height.</param>
    /// <param name="to">The input's.</param>
    public static PictureGeometry Of(ImageFit fit, double fraction, (int Width, int Height) from, (int Width, int Height) to)
    {
        var whole = new PictureBox(0, 0, from.Width, from.Height);
        if (fit != ImageFit.ResizeCrop)
        {
            return new PictureGeometry(fit == ImageFit.Stretch ? whole : Central(from, fraction), to.Width, to.Height, new PictureBox(0, 0, to.Width, to.Height));
        }

        // The side that is shorter, measured in the input's, gets its exact size; the other one what proportions make of it, cut off to whole pixels.
        var (least, other) = ((int)(to.Width / fraction), (int)(to.Height / fraction));
        var isNarrow = (long)from.Width * other <= (long)from.Height * least;
        var (width, height) = isNarrow
            ? (least, Math.Max(other, (int)((long)least * from.Height / from.Width)))
            : (Math.Max(least, (int)((long)other * from.Width / from.Height)), other);
        return new PictureGeometry(whole, width, height, new PictureBox(Middle(width - to.Width), Middle(height - to.Height), to.Width, to.Height));
    }

    /// <summary>As much is cut on the left as on the right, and on the top as at the bottom: whole pixels.</summary>
    private static PictureBox Central((int Width, int Height) from, double fraction)
    {
        var (left, top) = ((int)((from.Width - (from.Width * fraction)) / 2), (int)((from.Height - (from.Height * fraction)) / 2));
        return new PictureBox(left, top, from.Width - (2 * left), from.Height - (2 * top));
    }

    /// <summary>Half of what is too much, rounded to even as Python does.</summary>
    private static int Middle(int excess) => (int)Math.Round(excess / 2.0, MidpointRounding.ToEven);
}
