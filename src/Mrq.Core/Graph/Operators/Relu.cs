namespace Mrq.Core.Graph.Operators;

/// <summary>max(x, 0).</summary>
public sealed record Relu : Operator
{
    public override string Name => "RELU";
}
