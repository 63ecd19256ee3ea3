using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Input 0 in parts along the axis in input 2; input 1 holds their sizes.</summary>
public sealed record SplitV : Operator
{
    public override string Name => "SPLIT_V";

    public int NumSplits { get; init; }
}
