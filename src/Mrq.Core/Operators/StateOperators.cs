using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Runs another graph of the model the first time only, to initialize variables; neither has inputs or outputs.</summary>
public sealed record CallOnce : Operator
{
    public override string Name => "CALL_ONCE";

    /// <summary>The graph by its number in the model, of which the main one has 0.</summary>
    public int InitSubgraphIndex { get; init; }

    public override IReadOnlyList<int> Callees => [InitSubgraphIndex];
}

/// <summary>Names a resource variable; the output of type RESOURCE stands for it. The same names are the same variable, in whatever graph of the model.</summary>
public sealed record VarHandle : Operator
{
    public override string Name => "VAR_HANDLE";

    public string Container { get; init; } = "";

    public string SharedName { get; init; } = "";
}

/// <summary>The value of the variable that input 0 names.</summary>
public sealed record ReadVariable : Operator
{
    public override string Name => "READ_VARIABLE";

    public override OperatorTraits Traits => OperatorTraits.Numeric;
}

/// <summary>Gives the variable that input 0 names the value of input 1; there is no output.</summary>
public sealed record AssignVariable : Operator
{
    public override string Name => "ASSIGN_VARIABLE";

    public override OperatorTraits Traits => OperatorTraits.Numeric;
}
