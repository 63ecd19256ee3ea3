using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Hyperbolic tangent.</summary>
public sealed record Tanh : Operator
{
    public override string Name => "TANH";
}
