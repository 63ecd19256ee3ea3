using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The index of the first smallest value along the axis in input 1.</summary>
public sealed record ArgMin : Operator
{
    public override string Name => "ARG_MIN";

    public ElementType OutputType { get; init; }
}
