using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Each row of the last dimension divided by its Euclidean length.</summary>
public sealed record L2Normalization : Operator
{
    public override string Name => "L2_NORMALIZATION";

    public ActivationFunctionType FusedActivationFunction { get; init; }
}
