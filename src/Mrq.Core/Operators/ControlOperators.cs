using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Runs one of two graphs of the model on inputs 1 and further: the one if input 0 is true, the other if not. Outputs are those of the graph that ran.</summary>
public sealed record If : Operator
{
    private static readonly OperatorTraits Meaning = new() { Inputs = [InputRole.Parameter, InputRole.Data], KeepsParameters = true };

    public override string Name => "IF";

    public override OperatorTraits Traits => Meaning;

    /// <summary>The graph by its number in the model, of which the main one has 0.</summary>
    public int ThenSubgraphIndex { get; init; }

    public int ElseSubgraphIndex { get; init; }

    public override IReadOnlyList<int> Callees => [ThenSubgraphIndex, ElseSubgraphIndex];
}

/// <summary>Runs a graph of the model on what it gave out before, the inputs at first, as long as another one says true of them. Outputs are what there is at the end.</summary>
public sealed record While : Operator
{
    private static readonly OperatorTraits Meaning = new() { KeepsParameters = true };

    public override string Name => "WHILE";

    public override OperatorTraits Traits => Meaning;

    /// <summary>The graph by its number in the model, of which the main one has 0.</summary>
    public int CondSubgraphIndex { get; init; }

    public int BodySubgraphIndex { get; init; }

    public override IReadOnlyList<int> Callees => [CondSubgraphIndex, BodySubgraphIndex];
}
