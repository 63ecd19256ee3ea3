namespace Mrq.Core.Graph;

/// <summary>TFLite's padding of windows: SAME keeps ceil(size / stride) positions, VALID uses only whole windows.</summary>
public enum Padding
{
    Same,
    Valid,
}
