using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The slices of input 0 along an axis that input 1 names.</summary>
public sealed record Gather : Operator
{
    public override string Name => "GATHER";

    public int Axis { get; init; }

    /// <summary>Leading dimensions that both inputs share.</summary>
    public int BatchDims { get; init; }
}
