using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The value of the variable that input 0 names.</summary>
public sealed record ReadVariable : Operator
{
    public override string Name => "READ_VARIABLE";
}
