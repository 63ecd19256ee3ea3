using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The image at the height and width in input 1, between pixels linear.</summary>
public sealed record ResizeBilinear : Operator
{
    public override string Name => "RESIZE_BILINEAR";

    public bool AlignCorners { get; init; }

    public bool HalfPixelCenters { get; init; }
}
