using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The logarithm of the softmax over the last dimension: x − log Σ exp(x).</summary>
public sealed record LogSoftmax : Operator
{
    public override string Name => "LOG_SOFTMAX";
}
