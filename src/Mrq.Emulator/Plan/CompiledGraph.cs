using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Plan;

namespace Mrq.Emulator;

/// <summary>A graph compiled for the arithmetic of a target. Immutable; any number of <see cref="EmulatorSession"/>s run it at once.</summary>
public sealed class CompiledGraph : ICallee
{
    private readonly Kernel[] _kernels;
    private readonly ResourceTable _resources;
    private readonly IReadOnlyDictionary<int, Tensor> _known;

    private CompiledGraph(QuantizedGraph graph, ArithmeticAssignment arithmetic, Kernel[] kernels, MemoryPlan plan, ResourceTable resources, IReadOnlyDictionary<int, Tensor> known, double steps)
    {
        Steps = steps;
        Graph = graph;
        Arithmetic = arithmetic;
        _kernels = kernels;
        _resources = resources;
        _known = known;
        Plan = plan;
    }

    public QuantizedGraph Graph { get; }

    /// <summary>What computes each operator.</summary>
    public ArithmeticAssignment Arithmetic { get; }

    /// <summary>What the accumulator of each operator that sums can reach, in the order of execution.</summary>
    public IEnumerable<AccumulatorUse> Accumulators => _kernels.Select(kernel => kernel.Accumulator).OfType<AccumulatorUse>();

    /// <summary>Bytes that the activations of one session take.</summary>
    public int SessionBytes => Plan.ArenaSize;

    /// <summary>Bytes that <see cref="EmulatorSession.Save"/> writes before a step.</summary>
    public int SnapshotBytes(int step)
    {
        var bytes = Plan.Resources.Size;
        foreach (var tensor in Plan.LiveBefore(step))
        {
            bytes += Plan.SizeOf(tensor);
        }

        return bytes;
    }

    /// <summary>About how many products or other steps one sample takes.</summary>
    public double Steps { get; }

    internal MemoryPlan Plan { get; }

    MemoryPlan ICallee.Plan => Plan;

    internal ReadOnlySpan<Kernel> Kernels => _kernels;

    /// <summary>The value of a constant, or of a tensor that is computed from shapes alone; null for all others.</summary>
    internal ReadOnlyMemory<byte>? Constant(int tensor) => _known.TryGetValue(tensor, out var known) ? known.Data : Graph.Tensors[tensor].Data;

    /// <param name="graph">A validated graph.</param>
    /// <param name="arithmetic">The integer arithmetic to emulate, of all operators or of each.</param>
    /// <param name="kernels">The kernels to use; both sets give the same bytes.</param>
    /// <param name="keepAllTensors">Whether every activation stays readable after a run, at the price of memory.</param>
    /// <exception cref="MrqException">
    /// <see cref="MrqCodes.OperatorNotEmulated"/> naming all operators that have no kernel at once;
    /// <see cref="MrqCodes.InvalidOperator"/> for one that the engine would refuse; <see cref="MrqCodes.TooDemanding"/> where a sample takes too much.
    /// </exception>
    public static CompiledGraph Compile(QuantizedGraph graph, ArithmeticAssignment arithmetic, KernelSet kernels = KernelSet.Fast, bool keepAllTensors = false)
    {
        if (EmulatorCoverage.Missing(graph, arithmetic) is { Count: > 0 } missing)
        {
            throw new MrqException(MrqCodes.OperatorNotEmulated, DynamicRange.Refusal(graph) ?? $"the emulator has no kernel for {string.Join("; ", missing)}.");
        }

        return Compile(graph, arithmetic, kernels, keepAllTensors, ResourcePlan.Create(graph), callees: null);
    }

    /// <summary>The same plan for a graph in which only the constants of one step differ; the other steps are not compiled again.</summary>
    public CompiledGraph Recompile(QuantizedGraph graph, int step, KernelSet kernels = KernelSet.Fast)
    {
        var compiled = (Kernel[])_kernels.Clone();
        compiled[step] = Create(graph.WithTensors(_known), step, Arithmetic[step], kernels, _resources, CalleesOf(graph, _resources.Plan));
        return new CompiledGraph(graph, Arithmetic, compiled, Plan, _resources, _known, Steps);
    }

    /// <summary>The same kernels in memory in which every activation stays readable after a run.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.TooDemanding"/> where they take too much together.</exception>
    public CompiledGraph WithAllTensors() => new(Graph, Arithmetic, _kernels, MemoryPlan.Create(Graph.WithTensors(_known), keepAll: true, Plan.Resources), _resources, _known, Steps);

    /// <summary>Puts the variable tensors of a memory back to their start. Source: ResetVariableTensor of TFLite: zeros, or the zero point of an int8 tensor.</summary>
    internal void ResetVariables(TensorMemory memory)
    {
        for (var tensor = 0; tensor < Graph.Tensors.Length; tensor++)
        {
            if (Graph.Tensors[tensor].IsVariable && Plan.Holds(tensor))
            {
                var isInt8 = Graph.Tensors[tensor].Type == ElementType.Int8;
                memory.Bytes(tensor).Fill(isInt8 ? unchecked((byte)(Graph.Tensors[tensor].Quantization?.ZeroPoint ?? 0)) : (byte)0);
            }
        }
    }

    /// <summary>Computes all steps in a fresh memory.</summary>
    void ICallee.RunIn(TensorMemory memory)
    {
        ResetVariables(memory);
        foreach (var kernel in _kernels)
        {
            kernel.Run(memory);
        }
    }

    private static CompiledCallees CalleesOf(QuantizedGraph graph, ResourcePlan resources) =>
        new(graph, (callee, arithmetic, callees) => Compile(callee, arithmetic, KernelSet.Fast, keepAllTensors: false, resources, callees));

    private static CompiledGraph Compile(QuantizedGraph graph, ArithmeticAssignment arithmetic, KernelSet kernels, bool keepAllTensors, ResourcePlan resources, CompiledCallees? callees)
    {
        callees ??= CalleesOf(graph, resources);

        // What is known of shapes is a constant to the operators that read it, and costs nothing in a run.
        var known = KnownValues.Of(graph);
        var complete = graph.WithTensors(known);
        var table = new ResourceTable(resources, complete);
        var compiled = new Kernel[graph.Operators.Length];
        for (var i = 0; i < compiled.Length; i++)
        {
            var outputs = graph.Operators[i].Outputs;
            compiled[i] = !outputs.IsEmpty && outputs.All(known.ContainsKey) ? new KnownKernel() : Create(complete, i, arithmetic[i], kernels, table, callees);
        }

        return new CompiledGraph(graph, arithmetic, compiled, MemoryPlan.Create(complete, keepAllTensors, resources), table, known, SampleCost.Of(graph, callees.StepsOf));
    }

    /// <summary>The kernel, with the operator named in what it may complain of.</summary>
    private static Kernel Create(QuantizedGraph graph, int step, Arithmetic arithmetic, KernelSet kernels, ResourceTable resources, CompiledCallees callees)
    {
        // A callee shares its caller's variables; its coverage was checked with the caller's.
        var context = new KernelContext(graph, step, arithmetic)
        {
            Resources = resources,
            CompileCallee = callees.Get,
        };
        try
        {
            return KernelRegistry.Create(context, kernels)!;
        }
        catch (MrqException e) when (e.Place.Operator is null)
        {
            throw new MrqException(e.Code, e.Message, e.Place with { Operator = context.Graph.Describe(context.OperatorIndex) }, e);
        }
    }

    /// <summary>Of an operator whose outputs are known.</summary>
    private sealed class KnownKernel : Kernel
    {
        public override void Run(TensorMemory memory)
        {
            // The values are constants to whoever reads them.
        }
    }
}
