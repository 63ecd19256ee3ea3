namespace Mrq.Synthetic;

/// <summary>The dead-leaves model of natural images: leaves with radii distributed as r⁻³ fall over one another until nothing shows through.</summary>
/// <remarks>Source: Lee, Mumford and Huang, "Occlusion models for natural images", 2001. Only hashing, + − × ÷ and square roots, so every machine paints the same.</remarks>
internal static class DeadLeaves
{
    private const int Leaves = 500;

    /// <summary>Paints one image of levels 0 to 255 plus an offset.</summary>
    public static void Paint(Span<byte> image, int height, int width, int channels, ulong seed, int offset)
    {
        var scene = new DeadLeavesScene(seed, height, width, channels);

        // From the topmost leaf down, so that nothing is painted that another leaf hides.
        var painted = new bool[height * width];
        for (var index = Leaves - 1; index >= 0; index--)
        {
            var leaf = new DeadLeaf(scene, (ulong)index);
            for (var y = leaf.Top; y < leaf.Bottom; y++)
            {
                for (var x = leaf.Left; x < leaf.Right; x++)
                {
                    var pixel = (y * width) + x;
                    if (!painted[pixel] && leaf.Covers(y, x))
                    {
                        leaf.Paint(image.Slice(pixel * channels, channels), y, x, offset);
                        painted[pixel] = true;
                    }
                }
            }
        }

        for (var pass = 0; pass < scene.SmoothingPasses; pass++)
        {
            BinomialFilter.Smooth(image, height, width, channels, offset);
        }
    }
}
