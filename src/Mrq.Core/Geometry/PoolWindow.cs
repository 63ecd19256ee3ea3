namespace Mrq.Core.Geometry;

/// <summary>The part of one pooling window that lies in the image, and where its result goes.</summary>
/// <param name="Batch">The image.</param>
/// <param name="Top">Its first row.</param>
/// <param name="Bottom">The row behind its last.</param>
/// <param name="Left">Its first column.</param>
/// <param name="Right">The column behind its last.</param>
/// <param name="Pads">Cells of pads that a mean counts.</param>
/// <param name="OutputOffset">Index of the first channel of the result.</param>
public readonly record struct PoolWindow(int Batch, int Top, int Bottom, int Left, int Right, int Pads, int OutputOffset)
{
    /// <summary>What a mean divides by.</summary>
    public int Count => ((Bottom - Top) * (Right - Left)) + Pads;
}
