using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The input with one dimension of size 1 more, at the axis in input 1.</summary>
public sealed record ExpandDims : Operator
{
    public override string Name => "EXPAND_DIMS";
}
