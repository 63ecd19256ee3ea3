using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>x clamped to [0, 6].</summary>
public sealed record Relu6 : Operator
{
    public override string Name => "RELU6";
}
