using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>1 / (1 + exp(−x)).</summary>
public sealed record Logistic : Operator
{
    public override string Name => "LOGISTIC";
}
