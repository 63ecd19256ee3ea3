using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Square blocks of pixels, each as the channels of one pixel.</summary>
public sealed record SpaceToDepth : Operator
{
    public override string Name => "SPACE_TO_DEPTH";

    public int BlockSize { get; init; }
}
