using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Elementwise product of two inputs with NumPy broadcasting.</summary>
public sealed record Mul : Operator
{
    public override string Name => "MUL";

    public ActivationFunctionType FusedActivationFunction { get; init; }
}
