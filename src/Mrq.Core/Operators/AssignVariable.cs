using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Gives the variable that input 0 names the value of input 1; there is no output.</summary>
public sealed record AssignVariable : Operator
{
    public override string Name => "ASSIGN_VARIABLE";
}
