using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The input in a frame of zeros; input 1 holds the frame's width before and after each axis.</summary>
public sealed record Pad : Operator
{
    public override string Name => "PAD";
}
