using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>exp(beta · x) over the last dimension, divided by its sum.</summary>
public sealed record Softmax : Operator
{
    public override string Name => "SOFTMAX";

    public float Beta { get; init; } = 1;
}
