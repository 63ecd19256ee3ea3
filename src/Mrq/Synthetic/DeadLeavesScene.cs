namespace Mrq.Synthetic;

/// <summary>
/// What all leaves of one image of <see cref="DeadLeaves"/> share, drawn by hashing its number. Photographs differ from one another more than
/// leaves that are all of one kind: in light, contrast, tint, in how small things are and how sharp. Without it the means of activations
/// varied between images a fifth as much as between photographs.
/// </summary>
internal sealed class DeadLeavesScene
{
    private const double BrightnessSpread = 0.15;
    private const double ContrastSpread = 0.4;
    private const double TintSpread = 0.1;

    /// <summary>Photographs of 224 pixels are as smooth as leaves after 0 to 4 passes; a smaller photograph of the same thing is sharper.</summary>
    private const double PassesPerPixel = 5.0 / 224;

    /// <summary>Time goes with the passes times the pixels; large images are left sharper than that.</summary>
    private const int MostPasses = 10;

    /// <summary>Levels of photographs correlate by 0.4 to 0.5 over a quarter and a seventh of the image; those of independent leaves by 0.1 or less.</summary>
    private const double LightSpread = 0.4;

    private readonly double[] _middle;
    private readonly double _contrast;

    /// <param name="seed">The image's number.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="channels">Colour channels.</param>
    public DeadLeavesScene(ulong seed, int height, int width, int channels)
    {
        double Draw(ulong what) => SyntheticImages.Uniform(seed + 3000, what, 5, 17);
        double Around(double middle, double spread, ulong what) => middle + (spread * ((2 * Draw(what)) - 1));
        (Seed, Height, Width) = (seed, height, width);
        var size = Math.Max(height, width);
        var brightness = Around(0.5, BrightnessSpread, 1);
        _middle = [.. Enumerable.Range(0, channels).Select(channel => Around(brightness, TintSpread, 30 + (ulong)channel))];
        _contrast = Around(1, ContrastSpread, 2);
        Colourfulness = Around(1, 1, 3);
        Texture = Around(1, 1, 4);
        var growth = 1 + Draw(5);
        SmallestRadius = size / 60.0 * growth * growth * growth;
        LargestRadius = size / 2.0;
        SmoothingPasses = (int)Math.Min(MostPasses, PassesPerPixel * size * Draw(9));
    }

    /// <summary>The image's number.</summary>
    public ulong Seed { get; }

    /// <summary>In pixels.</summary>
    public int Height { get; }

    /// <summary>In pixels.</summary>
    public int Width { get; }

    public int Channels => _middle.Length;

    /// <summary>0 to 2 times the usual differences between the channels of a leaf.</summary>
    public double Colourfulness { get; }

    /// <summary>0 to 2 times the usual depth of textures and grain.</summary>
    public double Texture { get; }

    /// <summary>In pixels.</summary>
    public double SmallestRadius { get; }

    /// <summary>In pixels.</summary>
    public double LargestRadius { get; }

    /// <summary>How often <see cref="BinomialFilter"/> takes the sharpness off.</summary>
    public int SmoothingPasses { get; }

    /// <summary>The middle level of leaves at a place, around 0.5: what is nearer than the radius of the largest is alike.</summary>
    /// <param name="y">In pixels, not negative.</param>
    /// <param name="x">In pixels, not negative.</param>
    public double LightAt(double y, double x) => 0.5 + (LightSpread * ValueNoise.Octave(Seed + 9000, 1, y / LargestRadius, x / LargestRadius));

    /// <summary>The light of the scene on a leaf's value; 0 is black, 1 is white, and what passes them is cut off later.</summary>
    public double Lit(int channel, double value) => _middle[channel] + (_contrast * (value - 0.5));
}
