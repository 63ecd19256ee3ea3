using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>All elements along the axes that the second input lists become one.</summary>
public abstract record ReductionOperator : Operator
{
    /// <summary>Whether a reduced axis stays, with one element.</summary>
    public bool KeepDims { get; init; }
}
