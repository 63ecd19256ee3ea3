using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Emulator.Simd;

/// <summary>Sums of neighbouring products of 16-bit integers.</summary>
internal static class PairProducts
{
    /// <summary>
    /// result[i] = a[2i]·b[2i] + a[2i+1]·b[2i+1] in int32. With |a|, |b| ≤ 2¹⁵−1 nothing overflows.
    /// One <c>vpmaddwd</c> on AVX2; the same numbers in portable vector operations elsewhere.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Sum(Vector256<short> a, Vector256<short> b)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.MultiplyAddAdjacent(a, b);
        }

        var (evenA, oddA) = (Vector256.ShiftRightArithmetic(a.AsInt32() << 16, 16), Vector256.ShiftRightArithmetic(a.AsInt32(), 16));
        var (evenB, oddB) = (Vector256.ShiftRightArithmetic(b.AsInt32() << 16, 16), Vector256.ShiftRightArithmetic(b.AsInt32(), 16));
        return (evenA * evenB) + (oddA * oddB);
    }
}
