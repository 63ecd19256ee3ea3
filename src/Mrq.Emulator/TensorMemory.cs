using System.Runtime.InteropServices;

namespace Mrq.Emulator;

/// <summary>The activations of one run, by tensor index, in one block that <see cref="MemoryPlan"/> laid out.</summary>
internal sealed class TensorMemory(MemoryPlan plan)
{
    // One allocation for the lifetime of a session: a run allocates nothing.
    private readonly byte[] _arena = GC.AllocateUninitializedArray<byte>(plan.ArenaSize);
    private readonly Dictionary<Kernel, short[]> _scratch = [];

    public Span<byte> Bytes(int tensor) => _arena.AsSpan(plan.OffsetOf(tensor), plan.SizeOf(tensor));

    public Span<T> Elements<T>(int tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes(tensor));

    /// <summary>Working memory of one kernel, kept from run to run; its content is undefined.</summary>
    public Span<short> Scratch(Kernel kernel, int length)
    {
        if (!_scratch.TryGetValue(kernel, out var scratch) || scratch.Length < length)
        {
            scratch = GC.AllocateUninitializedArray<short>(length);
            _scratch[kernel] = scratch;
        }

        return scratch.AsSpan(0, length);
    }
}
