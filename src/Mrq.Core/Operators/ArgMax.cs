using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The index of the first largest value along the axis in input 1.</summary>
public sealed record ArgMax : Operator
{
    public override string Name => "ARG_MAX";

    public ElementType OutputType { get; init; }
}
