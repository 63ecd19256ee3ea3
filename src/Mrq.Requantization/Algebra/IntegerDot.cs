using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Requantization.Algebra;

/// <summary>Exact products of 16-bit vectors: integers, so that any order of summation gives the same number.</summary>
internal static class IntegerDot
{
    /// <summary>Differences of 8-bit values are at most this large; wider values take the slow road.</summary>
    private const int NarrowLimit = 511;

    /// <summary>Pairs of narrow products stay below 2¹⁹, so this many vectors of them fit 32-bit lanes.</summary>
    private const int VectorsPerBlock = 4096;

    /// <summary>Whether all values are differences of 8-bit integers.</summary>
    public static bool IsNarrow(ReadOnlySpan<short> values) => values.IndexOfAnyExceptInRange((short)-NarrowLimit, (short)NarrowLimit) < 0;

    /// <summary>Σ x[i] · y[i].</summary>
    /// <param name="x">Values.</param>
    /// <param name="y">As many.</param>
    /// <param name="narrow">Whether <see cref="IsNarrow"/> holds for both.</param>
    public static long Sum(ReadOnlySpan<short> x, ReadOnlySpan<short> y, bool narrow)
    {
        var total = 0L;
        var done = 0;
        if (narrow && Avx2.IsSupported)
        {
            var xs = MemoryMarshal.Cast<short, Vector256<short>>(x);
            var ys = MemoryMarshal.Cast<short, Vector256<short>>(y);
            for (var start = 0; start < xs.Length; start += VectorsPerBlock)
            {
                var end = Math.Min(start + VectorsPerBlock, xs.Length);
                var (even, odd) = (Vector256<int>.Zero, Vector256<int>.Zero);
                var i = start;
                for (; i + 1 < end; i += 2)
                {
                    even += Avx2.MultiplyAddAdjacent(xs[i], ys[i]);
                    odd += Avx2.MultiplyAddAdjacent(xs[i + 1], ys[i + 1]);
                }

                if (i < end)
                {
                    even += Avx2.MultiplyAddAdjacent(xs[i], ys[i]);
                }

                var (low, high) = Vector256.Widen(even);
                var (low2, high2) = Vector256.Widen(odd);
                total += Vector256.Sum(low + high + low2 + high2);
            }

            done = xs.Length * Vector256<short>.Count;
        }
        else if (narrow)
        {
            var xs = MemoryMarshal.Cast<short, Vector<short>>(x);
            var ys = MemoryMarshal.Cast<short, Vector<short>>(y);
            for (var i = 0; i < xs.Length; i++)
            {
                Vector.Widen(xs[i], out var xLow, out var xHigh);
                Vector.Widen(ys[i], out var yLow, out var yHigh);
                total += Vector.Sum((xLow * yLow) + (xHigh * yHigh));
            }

            done = xs.Length * Vector<short>.Count;
        }

        for (var i = done; i < x.Length; i++)
        {
            total += (long)x[i] * y[i];
        }

        return total;
    }
}
