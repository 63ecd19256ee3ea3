namespace Mrq;

/// <summary>
/// The dead-leaves model of natural images: discs with radii distributed as r⁻³ fall over one another until nothing shows through, each
/// with a colour of its own, shaded and textured.
/// </summary>
/// <remarks>Source: Lee, Mumford and Huang, "Occlusion models for natural images", 2001. Only hashing, + − × ÷ and square roots, so every machine paints the same.</remarks>
internal static class DeadLeaves
{
    private const int Leaves = 500;

    /// <summary>Paints one image of levels 0 to 255 plus an offset.</summary>
    public static void Paint(Span<byte> image, int height, int width, int channels, ulong seed, int offset)
    {
        var size = Math.Max(height, width);
        for (var leaf = 0; leaf < Leaves; leaf++)
        {
            double Draw(ulong what) => SyntheticImages.Uniform(seed + 1000, (ulong)leaf, what, 11);
            var (smallest, largest) = (size / 60.0, size / 2.0);
            var share = 1 - (smallest * smallest / (largest * largest));

            // The first leaf is the ground; the others get smaller on the whole, so that fine ones are not all buried.
            var radius = leaf == 0 ? 2.0 * size : smallest / Math.Sqrt(1 - (Draw(0) * share));
            var (centerY, centerX) = (Draw(1) * height, Draw(2) * width);
            var luminance = 0.08 + (0.84 * (Draw(3) + Draw(4)) / 2) + (0.3 * (Draw(5) - 0.5));
            var (slopeY, slopeX) = ((Draw(6) - 0.5) * 0.5 / radius, (Draw(7) - 0.5) * 0.5 / radius);
            var texture = 0.12 * Draw(8) * Draw(8);
            for (var y = (int)Math.Max(0, centerY - radius); y < Math.Min(height, centerY + radius); y++)
            {
                for (var x = (int)Math.Max(0, centerX - radius); x < Math.Min(width, centerX + radius); x++)
                {
                    var (dy, dx) = (y - centerY, x - centerX);
                    if ((dy * dy) + (dx * dx) > radius * radius)
                    {
                        continue;
                    }

                    var grain = texture * (SyntheticImages.Uniform(seed, (ulong)leaf, (ulong)y, (ulong)x) - 0.5);
                    for (var channel = 0; channel < channels; channel++)
                    {
                        var colour = 0.3 * (Draw(20 + (ulong)channel) - 0.5);
                        var value = luminance + colour + (slopeY * dy) + (slopeX * dx) + grain;
                        image[(((y * width) + x) * channels) + channel] = unchecked((byte)((int)(Math.Clamp(value, 0, 1) * 255) + offset));
                    }
                }
            }
        }
    }
}
