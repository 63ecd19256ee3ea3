using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>max(x, 0).</summary>
public sealed record Relu : Operator
{
    public override string Name => "RELU";
}
