using System.Runtime.InteropServices;

namespace Mrq.Emulator;

/// <summary>The activations of one run, by tensor index, in one block that <see cref="MemoryPlan"/> laid out.</summary>
internal sealed class TensorMemory(MemoryPlan plan, Memory<byte> arena)
{
    // One allocation for the lifetime of a session: a run allocates nothing.
    public TensorMemory(MemoryPlan plan)
        : this(plan, GC.AllocateUninitializedArray<byte>(plan.ArenaSize))
    {
    }

    /// <summary>Outputs whose sum did not fit its accumulator, by operator; empty but for the rare model that overflows.</summary>
    public Dictionary<int, long> Overflows { get; } = [];

    public void ReportOverflows(AccumulatorUse accumulator, long count)
    {
        if (count > 0)
        {
            Overflows[accumulator.OperatorIndex] = Overflows.GetValueOrDefault(accumulator.OperatorIndex) + count;
        }
    }

    public Span<byte> Bytes(int tensor) => arena.Span.Slice(plan.OffsetOf(tensor), plan.SizeOf(tensor));

    public Span<T> Elements<T>(int tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes(tensor));
}
