using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The inputs one after the other along an axis.</summary>
public sealed record Concatenation : Operator
{
    public override string Name => "CONCATENATION";

    public int Axis { get; init; }

    public ActivationFunctionType FusedActivationFunction { get; init; }
}
