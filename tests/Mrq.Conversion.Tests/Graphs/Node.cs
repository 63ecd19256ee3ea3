namespace Mrq.Conversion.Tests.Graphs;

/// <summary>An activation that later steps may read: its tensor, NHWC with one image, and roughly how its values are spread.</summary>
internal sealed record Node(int Tensor, int Height, int Width, int Channels, double Mean, double Deviation)
{
    /// <summary>The square root of the mean square.</summary>
    public double Size => Math.Sqrt((Mean * Mean) + (Deviation * Deviation));

    public int Count => Height * Width * Channels;
}
