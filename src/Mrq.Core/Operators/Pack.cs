using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Inputs of one shape stacked along a new axis.</summary>
public sealed record Pack : Operator
{
    public override string Name => "PACK";

    public int ValuesCount { get; init; }

    public int Axis { get; init; }
}
