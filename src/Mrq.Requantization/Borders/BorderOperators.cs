using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Borders;

/// <summary>The operators of a graph that conversion does not take. All others are integer arithmetic that the passes know, or compute real numbers as the emulator does.</summary>
internal static class BorderOperators
{
    public static ImmutableArray<KeptOperator> Of(QuantizedGraph graph, SchemeAssignment schemes, Arithmetic native, CompiledGraphs graphs)
    {
        var kept = Enumerable.Range(0, graph.Operators.Length)
            .Select(step => Reason(graph, step, native) is { } reason ? new KeptOperator(step, graph.Operators[step], reason) { Signature = EmulatorCoverage.Describe(graph, step) } : null)
            .OfType<KeptOperator>()
            .ToDictionary(operation => operation.Step);
        if (kept.Count == graph.Operators.Length)
        {
            return [.. kept.Values];
        }

        // Shapes that do not fit are found here; what follows takes for granted that they do.
        var others = Enumerable.Range(0, graph.Operators.Length).Where(step => !kept.ContainsKey(step)).ToImmutableArray();
        _ = graphs.Of(kept.Count == 0 ? graph : new GraphParts(graph, others, []).Graph(others), native);
        foreach (var (step, reason, signature) in WithoutWeights(graph).Concat(WithoutTarget(graph, schemes, native)).Where(found => others.Contains(found.Step)))
        {
            kept.TryAdd(step, new KeptOperator(step, graph.Operators[step], reason) { Signature = signature });
        }

        return [.. kept.Values.OrderBy(operation => operation.Step)];
    }

    /// <summary>Layers whose weights no scheme is reached from.</summary>
    private static IEnumerable<(int Step, KeptReason Reason, string Signature)> WithoutWeights(QuantizedGraph graph) =>
        LinearLayer.Of(graph).Where(layer => OperatorRules.IsQuantized(graph, graph.Operators[layer.Step]) && LayerChecks.Broken(graph, layer) is not null).Select(layer => (layer.Step, KeptReason.Weights, ""));

    private static KeptReason? Reason(QuantizedGraph graph, int index, Arithmetic native)
    {
        var step = graph.Operators[index];
        var (isComputed, isQuantized) = (EmulatorCoverage.Contains(graph, index, native), OperatorRules.IsQuantized(graph, step));
        return step switch
        {
            _ when BorderedGraph.RunsGraphs(step) || (step is If or While && !RunsAsItIs(graph, index, native)) => KeptReason.ControlFlow,
            DetectionPostProcess => KeptReason.Custom,
            OpaqueOperator { Name: var name } when name.StartsWith("CUSTOM(", StringComparison.Ordinal) => KeptReason.Custom,
            _ when DynamicRange.Contains(graph, step) => KeptReason.DynamicRange,
            _ when WeightedProducts.HasChannels(graph, step) || HasSeveralScales(graph, step) => KeptReason.Channels,
            _ when !isQuantized => isComputed ? null : IsFloating(graph, step) ? KeptReason.Floating : step is OpaqueOperator ? KeptReason.Unknown : KeptReason.SourceKernel,
            _ when !OperatorRules.IsKnown(graph, step) => KeptReason.Unknown,
            _ when !isComputed => KeptReason.SourceKernel,
            _ => null,
        };
    }

    /// <summary>Whether the emulator runs the graphs of an IF or WHILE, and its activations are of one type, which the source's scales can be kept for.</summary>
    private static bool RunsAsItIs(QuantizedGraph graph, int index, Arithmetic native)
    {
        var step = graph.Operators[index];
        if (step.Inputs.Concat(step.Outputs).Where(tensor => tensor >= 0 && ActivationParameters.IsQuantized(graph.Tensors[tensor])).Select(tensor => graph.Tensors[tensor].Type).Distinct().Count() > 1)
        {
            return false;
        }

        try
        {
            _ = CompiledGraph.Compile(new GraphParts(graph, [index], []).Graph([index]), native);
            return true;
        }
        catch (MrqException)
        {
            return false;
        }
    }

    /// <summary>Steps for which the target's types have no kernel.</summary>
    private static IEnumerable<(int Step, KeptReason Reason, string Signature)> WithoutTarget(QuantizedGraph graph, SchemeAssignment schemes, Arithmetic native)
    {
        // Between schemes stand operators that write tensors of their own.
        var target = TargetTypes.Of(ConversionPlan.Of(graph, KeptOperators.Of(graph, schemes).Assignment, native));
        return Enumerable.Range(0, target.Operators.Length)
            .Where(step => target.Operators[step].Outputs is not [var output, ..] || output < graph.Tensors.Length)
            .Select((step, place) => (Step: place, Reason: KeptReason.TargetKernel, Place: step))
            .Where(found => !EmulatorCoverage.Contains(target, found.Place))
            .Select(found => (found.Step, found.Reason, EmulatorCoverage.Describe(target, found.Place)));
    }

    /// <summary>Whether an operator reads or writes an activation whose channels have scales of their own, which no scheme has.</summary>
    private static bool HasSeveralScales(QuantizedGraph graph, Operator step) =>
        step.Inputs.Concat(step.Outputs).Any(tensor => tensor >= 0 && graph.Tensors[tensor] is { IsConstant: false, Quantization.IsPerTensor: false, Type: ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 });

    private static bool IsFloating(QuantizedGraph graph, Operator step) =>
        step.Inputs.Concat(step.Outputs).Any(tensor => tensor >= 0 && graph.Tensors[tensor].Type is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16 or ElementType.Float64 or ElementType.Complex64 or ElementType.Complex128);
}
