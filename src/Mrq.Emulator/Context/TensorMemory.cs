using System.Runtime.InteropServices;

namespace Mrq.Emulator.Context;

/// <summary>The activations of one run, by tensor index, in one block that <see cref="MemoryPlan"/> laid out, and the variables beside it.</summary>
internal sealed class TensorMemory
{
    private readonly MemoryPlan _plan;
    private readonly Memory<byte> _arena;

    /// <summary>Of all graphs of the model together.</summary>
    private readonly byte[] _resources;
    private readonly HashSet<int> _called;

    /// <summary>Of all graphs together: none runs while it runs, so that one memory serves all who call it.</summary>
    private readonly Dictionary<int, TensorMemory> _callees;

    // One allocation for the lifetime of a session: a run allocates nothing but, once, what a graph that it calls needs.
    public TensorMemory(MemoryPlan plan)
        : this(plan, GC.AllocateUninitializedArray<byte>(plan.ArenaSize))
    {
    }

    public TensorMemory(MemoryPlan plan, Memory<byte> arena)
        : this(plan, arena, new byte[plan.Resources.Size], [], [], new RunBudget())
    {
    }

    private TensorMemory(MemoryPlan plan, Memory<byte> arena, byte[] resources, HashSet<int> called, Dictionary<int, TensorMemory> callees, RunBudget budget) =>
        (_plan, _arena, _resources, _called, _callees, Budget) = (plan, arena, resources, called, callees, budget);

    /// <summary>Of all graphs together.</summary>
    public RunBudget Budget { get; }

    /// <summary>Outputs whose sum did not fit its accumulator, by operator; empty but for the rare model that overflows.</summary>
    public Dictionary<int, long> Overflows { get; } = [];

    public void ReportOverflows(AccumulatorUse accumulator, long count)
    {
        if (count > 0)
        {
            Overflows[accumulator.OperatorIndex] = Overflows.GetValueOrDefault(accumulator.OperatorIndex) + count;
        }
    }

    /// <summary>
    /// The bytes of an activation, or of a constant that stands where an activation usually does: kernels ask for their data here and need not know.
    /// A constant is never an operator's output, so nobody writes to it.
    /// </summary>
    public Span<byte> Bytes(int tensor) =>
        _plan.Holds(tensor) ? _arena.Span.Slice(_plan.OffsetOf(tensor), _plan.SizeOf(tensor)) : MemoryMarshal.AsMemory(_plan.Constant(tensor)).Span;

    public Span<T> Elements<T>(int tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes(tensor));

    public Span<byte> Resource(ResourceVariable variable) => _resources.AsSpan(variable.Offset, variable.Size);

    /// <summary>The variables of all graphs, one after another.</summary>
    public Span<byte> Resources => _resources;

    /// <summary>Variables as before anything was assigned, and no graph called.</summary>
    public void ResetResources()
    {
        _called.Clear();
        foreach (var variable in _plan.Resources.Variables)
        {
            Resource(variable).Fill(variable.Start);
        }
    }

    /// <summary>Whether this is the first call of a graph since the reset.</summary>
    public bool BeginCall(int number) => _called.Add(number);

    /// <summary>The memory of a graph that is called, with this one's variables.</summary>
    public TensorMemory OfCallee(int number, MemoryPlan plan)
    {
        if (!_callees.TryGetValue(number, out var memory))
        {
            memory = new TensorMemory(plan, GC.AllocateUninitializedArray<byte>(plan.ArenaSize), _resources, _called, _callees, Budget);
            _callees.Add(number, memory);
        }

        return memory;
    }
}
