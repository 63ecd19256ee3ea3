using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Plan;

/// <summary>The graphs that a graph calls, each compiled once for each arithmetic.</summary>
/// <param name="root">The model's main graph.</param>
/// <param name="compile">Compiles one of its graphs, whose own calls come back here.</param>
internal sealed class CompiledCallees(QuantizedGraph root, Func<QuantizedGraph, Arithmetic, CompiledCallees, CompiledGraph> compile)
{
    /// <summary>Graphs that call one another; no model needs more, and each is a call of a call.</summary>
    private const int Deepest = 16;

    /// <summary>Null while a graph is compiled.</summary>
    private readonly Dictionary<(int Number, Arithmetic Arithmetic), CompiledGraph?> _compiled = [];
    private int _depth;
    private long _bytes;

    /// <summary>The steps of a graph of the model.</summary>
    public double StepsOf(int number) => _compiled.Where(entry => entry.Key.Number == number).Max(entry => entry.Value?.Steps ?? 0);

    public CompiledGraph Get(KernelContext caller, int number)
    {
        var graph = root.Callee(number) ?? throw caller.Invalid($"the model has no other graph {number}.");
        if (_compiled.TryGetValue((number, caller.Arithmetic), out var known))
        {
            return known ?? throw caller.Invalid($"graph {number} runs itself.");
        }

        caller.Require(_depth < Deepest, $"graphs call one another more than {Deepest} deep.");
        _compiled[(number, caller.Arithmetic)] = null;
        _depth++;
        var compiled = compile(graph with { Subgraphs = root.Subgraphs }, caller.Arithmetic, this);
        _depth--;
        _bytes += compiled.Plan.ArenaSize;
        if (_bytes > MemoryPlan.LargestArena)
        {
            throw new MrqException(MrqCodes.TooDemanding, $"the activations of all graphs together take more than {MemoryPlan.LargestArena >> 20} MiB.", new MrqPlace(Operator: caller.Graph.Describe(caller.OperatorIndex)));
        }

        _compiled[(number, caller.Arithmetic)] = compiled;
        return compiled;
    }
}
