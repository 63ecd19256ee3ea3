using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Context;

/// <summary>The graphs that a graph calls.</summary>
internal static class Callees
{
    /// <summary>The graph and each one that it calls, once. What these call themselves is not followed; they may call nothing.</summary>
    public static IEnumerable<QuantizedGraph> WithCallees(this QuantizedGraph graph) =>
    [
        graph,
        .. graph.Operators.OfType<CallOnce>().Select(call => call.InitSubgraphIndex).Distinct().Select(graph.Callee).OfType<QuantizedGraph>(),
    ];
}
