using Mrq.Core.Graph;

namespace Mrq.Requantization.Plan;

/// <summary>Tensors joined by operators: for each tensor the representative of its group.</summary>
internal static class TensorGroups
{
    /// <summary>All tensors around some operators.</summary>
    public static int[] Of(QuantizedGraph graph, Func<Operator, bool> joins) => Of(graph, step => joins(step) ? step.Inputs.Concat(step.Outputs) : []);

    /// <summary>Those that each operator joins.</summary>
    public static int[] Of(QuantizedGraph graph, Func<Operator, IEnumerable<int>> joined)
    {
        var parent = Enumerable.Range(0, graph.Tensors.Length).ToArray();
        int Find(int tensor)
        {
            while (parent[tensor] != tensor)
            {
                tensor = parent[tensor] = parent[parent[tensor]];
            }

            return tensor;
        }

        foreach (var step in graph.Operators)
        {
            var tensors = joined(step).Where(tensor => tensor >= 0 && ActivationParameters.IsQuantized(graph.Tensors[tensor])).ToArray();
            foreach (var tensor in tensors.Skip(1))
            {
                parent[Find(tensor)] = Find(tensors[0]);
            }
        }

        return [.. Enumerable.Range(0, parent.Length).Select(Find)];
    }
}
