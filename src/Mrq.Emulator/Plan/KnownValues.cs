using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Plan;

namespace Mrq.Emulator;

/// <summary>
/// What a graph computes without looking at its inputs: the arithmetic on shapes, from SHAPE over STRIDED_SLICE and PACK to what a RESHAPE or TILE reads. Shapes are
/// known, so that such values are, too; the kernels compute them once.
/// </summary>
public static class KnownValues
{
    /// <summary>Far over any shape or index; larger tables stay computed.</summary>
    private const long MostElements = 1 << 16;

    /// <summary>The tensors of plain numbers that are known although an operator computes them, with their values.</summary>
    /// <param name="graph">A validated graph.</param>
    public static IReadOnlyDictionary<int, Tensor> Of(QuantizedGraph graph)
    {
        var known = new Dictionary<int, Tensor>();
        foreach (var step in graph.Operators)
        {
            if (IsKnown(graph, step, known) && Values(graph, step, known) is { } values)
            {
                foreach (var (tensor, value) in values)
                {
                    known.Add(tensor, value);
                }
            }
        }

        return known;
    }

    /// <summary>The graph in which they are constants, without the operators that made them. What the graph itself gives out stays computed.</summary>
    /// <param name="graph">A validated graph.</param>
    /// <returns>The graph, and for each of its operators the index that it had.</returns>
    public static (QuantizedGraph Graph, ImmutableArray<int> Steps) Fold(QuantizedGraph graph)
    {
        var known = Of(graph).Where(entry => !graph.Outputs.Contains(entry.Key)).ToDictionary();
        var kept = Enumerable.Range(0, graph.Operators.Length).Where(step => graph.Operators[step].Outputs.IsEmpty || !graph.Operators[step].Outputs.All(known.ContainsKey)).ToImmutableArray();
        return kept.Length == graph.Operators.Length
            ? (graph, kept)
            : ((graph with { Operators = [.. kept.Select(step => graph.Operators[step])] }).WithTensors(known.Where(entry => !kept.Any(step => graph.Operators[step].Outputs.Contains(entry.Key))).ToDictionary()), kept);
    }

    private static bool IsKnown(QuantizedGraph graph, Operator step, Dictionary<int, Tensor> known)
    {
        bool IsPlain(int tensor) => graph.Tensors[tensor] is { Quantization: null, IsVariable: false, Type: ElementType.Int32 or ElementType.Int64 or ElementType.Bool or ElementType.Float32 };
        return step is not (OpaqueOperator or VarHandle or ReadVariable or AssignVariable) && step.Callees.Count == 0
            && !step.Outputs.IsEmpty && step.Outputs.All(output => IsPlain(output) && Elements(graph.Tensors[output]) <= MostElements)
            && (step is Shape or Rank || step.Inputs.All(input => input < 0 || graph.Tensors[input].IsConstant || known.ContainsKey(input)));
    }

    /// <summary>The values; null where there is no kernel, or the operator is refused: the compiler says so.</summary>
    private static List<(int Tensor, Tensor Value)>? Values(QuantizedGraph graph, Operator step, Dictionary<int, Tensor> known)
    {
        // SHAPE looks at no value, so that it needs none.
        var inputs = step.Inputs.Where(input => input >= 0 && !graph.Tensors[input].IsConstant).Distinct();
        var alone = graph.WithTensors(inputs.ToDictionary(input => input, input => known.GetValueOrDefault(input) ?? graph.Tensors[input] with { Data = ReadOnlyMemory<byte>.Empty })) with { Operators = [step], Inputs = [], Outputs = step.Outputs, Subgraphs = [] };
        try
        {
            if (KernelRegistry.Create(new KernelContext(alone, 0, Arithmetic.TFLite), KernelSet.Reference) is not { } kernel)
            {
                return null;
            }

            var memory = new TensorMemory(MemoryPlan.Create(alone, keepAll: true, ResourcePlan.Create(alone)));
            kernel.Run(memory);
            return [.. step.Outputs.Select(output => (output, graph.Tensors[output] with { Data = memory.Bytes(output).ToArray() }))];
        }
        catch (MrqException)
        {
            return null;
        }
    }

    private static double Elements(Tensor tensor) => tensor.Shape.Dimensions.Aggregate(1d, (product, size) => product * size);
}
