using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Emulator;

/// <summary>The graphs that one piece of work runs, each compiled once for each arithmetic. For one thread at a time.</summary>
public sealed class CompiledGraphs
{
    private readonly List<CompiledGraph> _compiled = [];

    /// <summary>A graph in an arithmetic; compiled now where it was not before.</summary>
    public CompiledGraph Of(QuantizedGraph graph, ArithmeticAssignment arithmetic)
    {
        if (_compiled.Find(known => ReferenceEquals(known.Graph, graph) && known.Arithmetic == arithmetic) is { } found)
        {
            return found;
        }

        _compiled.Add(CompiledGraph.Compile(graph, arithmetic));
        return _compiled[^1];
    }

    /// <summary>Takes over what was compiled elsewhere.</summary>
    public void Add(CompiledGraph compiled) => _compiled.Add(compiled);
}
