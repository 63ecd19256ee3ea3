using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>What ADD and SUB make of eight values of either input, before the clamp. AVX2.</summary>
internal interface ISumLanes
{
    /// <summary>Whether results have their zero point already.</summary>
    static abstract bool HasZeroPoint { get; }

    /// <summary>Eight results of values as they are stored.</summary>
    Vector256<int> Apply(Vector256<int> left, Vector256<int> right);
}

/// <summary>ADD and SUB of 8-bit inputs of one shape, 32 elements at a time. AVX2.</summary>
internal static class ByteSums
{
    /// <summary>Fewer elements are not served.</summary>
    public const int Block = 32;

    /// <summary>Fills the output, which is at least a block and lies apart from both inputs.</summary>
    public static void Run<T, TLanes>(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> output, ByteRange256<T> range, TLanes given)
        where T : unmanaged, IBinaryInteger<T>
        where TLanes : struct, ISumLanes
    {
        var lanes = given;
        left = left[..output.Length];
        right = right[..output.Length];

        // The last block starts early where the length is no multiple.
        for (var i = 0; i < output.Length; i += Block)
        {
            var at = (nuint)Math.Min(i, output.Length - Block);
            ref var l = ref Unsafe.Add(ref MemoryMarshal.GetReference(left), at);
            ref var r = ref Unsafe.Add(ref MemoryMarshal.GetReference(right), at);
            range.Narrow(Eight<T, TLanes>(lanes, ref l, ref r, 0), Eight<T, TLanes>(lanes, ref l, ref r, 8), Eight<T, TLanes>(lanes, ref l, ref r, 16), Eight<T, TLanes>(lanes, ref l, ref r, 24), TLanes.HasZeroPoint)
                .StoreUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(output), at));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Eight<T, TLanes>(in TLanes lanes, ref byte left, ref byte right, nuint i)
        where TLanes : struct, ISumLanes => lanes.Apply(WidenedBytes.Widen8<T>(ref left, i), WidenedBytes.Widen8<T>(ref right, i));
}
