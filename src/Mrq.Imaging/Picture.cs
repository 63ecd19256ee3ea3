namespace Mrq.Imaging;

/// <summary>Levels 0 to 255 of the pixels of a picture, row by row, channels last: red, green and blue, or these and alpha, or one of grey.</summary>
public sealed class Picture
{
    public Picture(int width, int height, int channels, ReadOnlyMemory<byte> levels)
    {
        if (levels.Length != (long)width * height * channels)
        {
            throw new ArgumentException($"{width} x {height} pixels of {channels} channels are not {levels.Length} levels.", nameof(levels));
        }

        (Width, Height, Channels, Levels) = (width, height, channels, levels);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>1, 3 or 4.</summary>
    public int Channels { get; }

    public ReadOnlyMemory<byte> Levels { get; }

    /// <summary>A part of the picture.</summary>
    public Picture Cropped(PictureBox box)
    {
        if (box == new PictureBox(0, 0, Width, Height))
        {
            return this;
        }

        var from = Levels.Span;
        var to = new byte[box.Width * box.Height * Channels];
        for (var y = 0; y < box.Height; y++)
        {
            from.Slice((((box.Top + y) * Width) + box.Left) * Channels, box.Width * Channels).CopyTo(to.AsSpan(y * box.Width * Channels));
        }

        return new Picture(box.Width, box.Height, Channels, to);
    }
}
