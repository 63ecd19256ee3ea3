namespace Mrq.Core.Graph;

/// <summary>Whether a reflection leaves out the edge (REFLECT) or repeats it (SYMMETRIC); numbers and names are TFLite's.</summary>
public enum MirrorPadMode
{
    Reflect = 0,
    Symmetric = 1,
}
