using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Pooling;

/// <summary>Reductions over rows of 8-bit values, channel by channel.</summary>
internal static class ByteRows
{
    /// <summary>sums[c] += row[c], with the sign of <typeparamref name="T"/>.</summary>
    public static void Add<T>(ReadOnlySpan<T> row, Span<int> sums)
        where T : unmanaged, IBinaryInteger<T>
    {
        var bytes = MemoryMarshal.AsBytes(row);
        ref var source = ref MemoryMarshal.GetReference(bytes);
        ref var target = ref MemoryMarshal.GetReference(sums[..bytes.Length]);
        nuint i = 0;
        var length = (nuint)bytes.Length;
        if (Avx2.IsSupported)
        {
            for (; i + 8 <= length; i += 8)
            {
                (Vector256.LoadUnsafe(ref target, i) + WidenedBytes.Widen8<T>(ref source, i)).StoreUnsafe(ref target, i);
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            for (; i + 4 <= length; i += 4)
            {
                (Vector128.LoadUnsafe(ref target, i) + WidenedBytes.Widen4<T>(ref source, i)).StoreUnsafe(ref target, i);
            }
        }

        for (; i < length; i++)
        {
            sums[(int)i] += int.CreateTruncating(row[(int)i]);
        }
    }

    /// <summary>maxima[c] = max(maxima[c], row[c]).</summary>
    public static void Maximum<T>(ReadOnlySpan<T> row, Span<T> maxima)
        where T : unmanaged, IBinaryInteger<T>
    {
        ref var source = ref MemoryMarshal.GetReference(row);
        ref var target = ref MemoryMarshal.GetReference(maxima[..row.Length]);
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; i + Vector128<T>.Count <= row.Length; i += Vector128<T>.Count)
            {
                Vector128.Max(Vector128.LoadUnsafe(ref source, (nuint)i), Vector128.LoadUnsafe(ref target, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
            }
        }

        for (; i < row.Length; i++)
        {
            maxima[i] = T.Max(maxima[i], row[i]);
        }
    }
}
