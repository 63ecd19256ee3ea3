namespace Mrq.Core.Graph;

/// <summary>TFLite's padding of windows: SAME keeps ceil(size / stride) positions, VALID uses only whole windows.</summary>
public enum Padding
{
    Same,
    Valid,
}

/// <summary>Cells around an image.</summary>
public readonly record struct Margins(int Top, int Left, int Bottom, int Right);
