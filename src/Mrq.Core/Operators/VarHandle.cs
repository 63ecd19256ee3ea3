using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Names a resource variable; the output of type RESOURCE stands for it. The same names are the same variable, in whatever graph of the model.</summary>
public sealed record VarHandle : Operator
{
    public override string Name => "VAR_HANDLE";

    public string Container { get; init; } = "";

    public string SharedName { get; init; } = "";
}
