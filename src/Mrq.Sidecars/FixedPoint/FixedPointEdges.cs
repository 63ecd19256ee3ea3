using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Sidecars;

/// <summary>
/// A network between its integers. An input of real numbers that is quantized at once, and an output that is dequantized last, are integers, which who runs the network
/// makes and reads. A SOFTMAX at the end whose factor no power of two is, or that computes real numbers, is left to them, too: which class is the likeliest it does not change.
/// </summary>
/// <param name="Graph">The network without what is at its edges.</param>
/// <param name="LeftOut">Outputs that were those of a SOFTMAX or LOG_SOFTMAX, and what is given in their place.</param>
public sealed record FixedPointEdges(QuantizedGraph Graph, ImmutableArray<(string Output, string Given)> LeftOut)
{
    public static FixedPointEdges Of(QuantizedGraph graph)
    {
        var (producers, readers) = (new Dictionary<int, Operator>(), new Dictionary<int, int>());
        foreach (var step in graph.Operators)
        {
            foreach (var output in step.Outputs)
            {
                producers[output] = step;
            }

            foreach (var input in step.Inputs)
            {
                readers[input] = readers.GetValueOrDefault(input) + 1;
            }
        }

        var (gone, leftOut) = (new HashSet<Operator>(ReferenceEqualityComparer.Instance), ImmutableArray.CreateBuilder<(string, string)>());
        ImmutableArray<int> outputs = [.. graph.Outputs.Select(Output)], inputs = [.. graph.Inputs.Select(Input)];
        return new FixedPointEdges(graph with { Operators = [.. graph.Operators.Where(step => !gone.Contains(step))], Inputs = inputs, Outputs = outputs }, leftOut.ToImmutable());

        int Input(int input)
        {
            if (graph.Tensors[input].Type != ElementType.Float32 || readers.GetValueOrDefault(input) != 1 || graph.Operators.First(step => step.Inputs.Contains(input)) is not Quantize quantize)
            {
                return input;
            }

            gone.Add(quantize);
            return quantize.Outputs[0];
        }

        int Output(int output)
        {
            var inner = output;
            var steps = new List<Operator>();
            Operator? scores = null;
            while (readers.GetValueOrDefault(inner) == (inner == output ? 0 : 1) && producers.TryGetValue(inner, out var step) && IsEdge(step, scores))
            {
                scores ??= step is Softmax or LogSoftmax ? step : null;
                steps.Add(step);
                inner = step.Inputs[0];
            }

            // A SOFTMAX right behind a grid that an engine has stays with it.
            if (steps.Count == 0 || graph.Tensors[inner].Type != ElementType.Int8 || steps is [Softmax { Beta: 1 }])
            {
                return output;
            }

            gone.UnionWith(steps);
            if (scores is not null)
            {
                leftOut.Add((graph.Tensors[output].Name, graph.Tensors[inner].Name));
            }

            return inner;
        }

        bool IsEdge(Operator step, Operator? scores) => step switch
        {
            Dequantize => true,
            Softmax or LogSoftmax => scores is null,
            Quantize => scores is null && graph.Tensors[step.Inputs[0]].Type == ElementType.Float32,
            Table table => scores is not null && FixedPointGraph.CutOf(graph, table) == (sbyte.MinValue, sbyte.MaxValue),
            _ => false,
        };
    }
}
