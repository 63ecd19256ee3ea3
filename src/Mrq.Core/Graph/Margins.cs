namespace Mrq.Core.Graph;

/// <summary>Cells around an image.</summary>
public readonly record struct Margins(int Top, int Left, int Bottom, int Right);
