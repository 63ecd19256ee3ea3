using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>An operator that can end with an activation function.</summary>
public abstract record ActivatedOperator : Operator
{
    public ActivationFunctionType FusedActivationFunction { get; init; }
}
