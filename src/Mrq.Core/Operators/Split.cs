using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Input 1 in equal parts along the axis in input 0.</summary>
public sealed record Split : Operator
{
    public override string Name => "SPLIT";

    public int NumSplits { get; init; }
}
