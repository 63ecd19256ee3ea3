using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mrq.Emulator.Context;

/// <summary>Where cache lines begin in arrays of 32-bit values.</summary>
internal static class CacheLine
{
    private const int Bytes = 64;

    /// <summary>Elements that an array needs beyond its values so that they can begin at a line.</summary>
    public const int Padding = (Bytes / sizeof(int)) - 1;

    /// <summary>The first element of an array that begins a line.</summary>
    public static int FirstOf(int[] array)
    {
        var address = Unsafe.ByteOffset(ref Unsafe.NullRef<int>(), ref MemoryMarshal.GetArrayDataReference(array));
        return (int)(-address & (Bytes - 1)) / sizeof(int);
    }

    /// <summary>A copy of some values that begins at a line and is never moved.</summary>
    public static ReadOnlyMemory<int> Copy(ReadOnlySpan<int> values)
    {
        var array = GC.AllocateUninitializedArray<int>(values.Length + Padding, pinned: true);
        var first = FirstOf(array);
        values.CopyTo(array.AsSpan(first));
        return array.AsMemory(first, values.Length);
    }
}
