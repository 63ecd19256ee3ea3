using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Mean over the axes that the second input lists.</summary>
public sealed record Mean : Operator
{
    public override string Name => "MEAN";

    /// <summary>Whether a reduced axis stays, with one element.</summary>
    public bool KeepDims { get; init; }
}
