using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Sum over the axes that the second input lists.</summary>
public sealed record Sum : Operator
{
    public override string Name => "SUM";

    /// <summary>Whether a reduced axis stays, with one element.</summary>
    public bool KeepDims { get; init; }
}
