using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The input repeated along each axis as often as input 1 says.</summary>
public sealed record Tile : Operator
{
    public override string Name => "TILE";
}
