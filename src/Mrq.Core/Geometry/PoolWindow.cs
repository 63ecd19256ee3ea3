namespace Mrq.Emulator.Reference;

/// <summary>The part of one pooling window that lies in the image, and where its result goes.</summary>
internal readonly record struct PoolWindow(int Batch, int Top, int Bottom, int Left, int Right, int OutputOffset)
{
    public int Count => (Bottom - Top) * (Right - Left);
}
