namespace Mrq.Core.Graph.Operators;

/// <summary>Hyperbolic tangent.</summary>
public sealed record Tanh : Operator
{
    public override string Name => "TANH";
}
