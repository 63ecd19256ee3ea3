using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>x · min(max(x + 3, 0), 6) / 6.</summary>
public sealed record HardSwish : Operator
{
    public override string Name => "HARD_SWISH";
}
