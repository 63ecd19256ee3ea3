using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Runs another graph of the model the first time only, to initialize variables; neither has inputs or outputs.</summary>
public sealed record CallOnce : Operator
{
    public override string Name => "CALL_ONCE";

    /// <summary>The graph by its number in the model, of which the main one has 0.</summary>
    public int InitSubgraphIndex { get; init; }
}
