using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The input in a frame of its own reflection; input 1 holds the frame's widths.</summary>
public sealed record MirrorPad : Operator
{
    public override string Name => "MIRROR_PAD";

    public MirrorPadMode Mode { get; init; }
}
