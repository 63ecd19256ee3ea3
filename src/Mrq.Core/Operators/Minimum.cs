using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The smaller of two inputs, elementwise with NumPy broadcasting.</summary>
public sealed record Minimum : Operator
{
    public override string Name => "MINIMUM";
}
