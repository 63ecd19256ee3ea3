using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The image at the height and width in input 1, between pixels linear.</summary>
public sealed record ResizeBilinear : Operator
{
    public override string Name => "RESIZE_BILINEAR";

    public override OperatorTraits Traits => OperatorTraits.Filled;

    public bool AlignCorners { get; init; }

    public bool HalfPixelCenters { get; init; }
}

/// <summary>The image at the height and width in input 1, each pixel a copy of the nearest.</summary>
public sealed record ResizeNearestNeighbor : Operator
{
    public override string Name => "RESIZE_NEAREST_NEIGHBOR";

    public override OperatorTraits Traits => OperatorTraits.Filled;

    public bool AlignCorners { get; init; }

    public bool HalfPixelCenters { get; init; }
}
