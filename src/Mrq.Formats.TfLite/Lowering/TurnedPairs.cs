using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Lowering;

/// <summary>A TRANSPOSE that undoes another one, or a RESHAPE behind one, leaves what there was: readers take that, and what nobody reads any more goes.</summary>
internal static class TurnedPairs
{
    public static QuantizedGraph Removed(QuantizedGraph graph)
    {
        var producers = new Dictionary<int, Operator>();
        var instead = new Dictionary<int, int>();
        var steps = new List<Operator>();
        foreach (var given in graph.Operators)
        {
            var step = given with { Inputs = [.. given.Inputs.Select(input => instead.GetValueOrDefault(input, input))] };
            if (Undone(graph, step, producers) is { } original)
            {
                instead[step.Outputs[0]] = original;
            }

            steps.Add(step);
            foreach (var output in step.Outputs)
            {
                producers[output] = step;
            }
        }

        return graph with { Operators = Read(graph, steps) };
    }

    /// <summary>The tensor whose values an operator gives back; null where it gives others.</summary>
    private static int? Undone(QuantizedGraph graph, Operator step, Dictionary<int, Operator> producers)
    {
        if (step is not (Transpose or Reshape) || !producers.TryGetValue(step.Inputs[0], out var before) || before.GetType() != step.GetType())
        {
            return null;
        }

        var (original, result) = (graph.Tensors[before.Inputs[0]], graph.Tensors[step.Outputs[0]]);
        var isSame = original.Shape == result.Shape && original.Type == result.Type && Equals(original.Quantization, result.Quantization)
            && (step is Reshape || (Order(graph, before) is { } first && Order(graph, step) is { } second && second.Select(axis => axis < first.Length ? first[axis] : -1).SequenceEqual(Enumerable.Range(0, second.Length))));
        return isSame ? before.Inputs[0] : null;
    }

    private static int[]? Order(QuantizedGraph graph, Operator step) => step.InputAt(1) is { } tensor && graph.Tensors[tensor] is { Type: ElementType.Int32, Data: { } data }
        ? System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(data.Span).ToArray()
        : null;

    private static ImmutableArray<Operator> Read(QuantizedGraph graph, List<Operator> steps)
    {
        var read = graph.Outputs.ToHashSet();
        var kept = new List<Operator>();
        for (var index = steps.Count - 1; index >= 0; index--)
        {
            var step = steps[index];
            if (step is not (Transpose or Reshape) || step.Outputs.Any(read.Contains))
            {
                kept.Add(step);
                read.UnionWith(step.Inputs);
            }
        }

        kept.Reverse();
        return [.. kept];
    }
}
