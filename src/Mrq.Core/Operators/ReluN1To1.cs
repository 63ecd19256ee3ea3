using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>x clamped to [−1, 1].</summary>
public sealed record ReluN1To1 : Operator
{
    public override string Name => "RELU_N1_TO_1";
}
