using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The channels of each pixel as a square block of pixels.</summary>
public sealed record DepthToSpace : Operator
{
    public override string Name => "DEPTH_TO_SPACE";

    public int BlockSize { get; init; }
}
