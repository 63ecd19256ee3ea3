using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The larger of two inputs, elementwise with NumPy broadcasting.</summary>
public sealed record Maximum : Operator
{
    public override string Name => "MAXIMUM";
}
