using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>
/// A fully connected layer over a window of time, factored into rank parts: input 0 under feature weights [filters, inputs] (1) is
/// appended to each filter's memory, the variable input 4, and weighted over time [filters, memory] (2); bias [units] is input 3.
/// </summary>
public sealed record Svdf : Operator
{
    public override string Name => "SVDF";

    /// <summary>Filters that make one unit.</summary>
    public int Rank { get; init; } = 1;

    public ActivationFunctionType FusedActivationFunction { get; init; }
}
