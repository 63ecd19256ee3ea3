using Mrq.Core.Graph;

namespace Mrq.Requantization.Borders;

/// <summary>A part on its way into the graph that all parts make: its operators go in one by one.</summary>
internal sealed class JoinedPart(QuantizedGraph graph)
{
    private int _next;

    public QuantizedGraph Graph { get; } = graph;

    public IReadOnlySet<int> Written { get; } = graph.Operators.SelectMany(step => step.Outputs).ToHashSet();

    public IReadOnlySet<int> Read { get; } = graph.Operators.SelectMany(step => step.Inputs).ToHashSet();

    /// <summary>What has to be added to the index of a tensor that the source does not have.</summary>
    public int FirstAdded { get; set; }

    public bool IsDone => _next == Graph.Operators.Length;

    public Operator Next => Graph.Operators[_next];

    /// <summary>Where the next operator stands in the file; one that was added belongs to the one that follows it.</summary>
    public int SourceIndex => Graph.Operators.Skip(_next).Select(step => step.SourceIndex).FirstOrDefault(index => index is not null) ?? int.MaxValue;

    public void Advance() => _next++;
}
