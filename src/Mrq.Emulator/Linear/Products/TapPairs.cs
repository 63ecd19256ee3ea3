using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear.Products;

/// <summary>
/// Sums of windows' taps for sixteen channels, two neighbours of a row at a time: their values are interleaved as 16-bit integers, so that one
/// instruction multiplies and adds both.
/// </summary>
internal static class TapPairs
{
    public const int Channels = 16;

    /// <summary>pairs[c] = (left[c], right[c]) as two 16-bit integers, sixteen channels.</summary>
    /// <param name="left">Sixteen 8-bit values of the sign of <typeparamref name="T"/>.</param>
    /// <param name="right">Sixteen more.</param>
    /// <param name="pairs">Sixteen words.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave<T>(Vector128<byte> left, Vector128<byte> right, ref int pairs)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (Avx2.IsSupported)
        {
            WidenedBytes.Widen<T>(Sse2.UnpackLow(left, right)).AsInt32().StoreUnsafe(ref pairs);
            WidenedBytes.Widen<T>(Sse2.UnpackHigh(left, right)).AsInt32().StoreUnsafe(ref pairs, 8);
            return;
        }

        var (first, second) = (WidenedBytes.Widen4<T>(left), WidenedBytes.Widen4<T>(right));
        ((first.Item1 & Vector128.Create(0xFFFF)) | (second.Item1 << 16)).StoreUnsafe(ref pairs);
        ((first.Item2 & Vector128.Create(0xFFFF)) | (second.Item2 << 16)).StoreUnsafe(ref pairs, 4);
        ((first.Item3 & Vector128.Create(0xFFFF)) | (second.Item3 << 16)).StoreUnsafe(ref pairs, 8);
        ((first.Item4 & Vector128.Create(0xFFFF)) | (second.Item4 << 16)).StoreUnsafe(ref pairs, 12);
    }

    /// <summary>sums[c] = initial[c] + Σ pairs · weights over the taps of a window.</summary>
    /// <param name="pairs">The window's place.</param>
    /// <param name="taps">Offsets, in words, of its pairs of taps from there.</param>
    /// <param name="weights">[tap][channel]</param>
    /// <param name="initial">Sixteen numbers.</param>
    /// <param name="sums">Sixteen numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref int pairs, ReadOnlySpan<int> taps, ref int weights, ref int initial, ref int sums)
    {
        if (Avx2.IsSupported)
        {
            var low = Vector256.LoadUnsafe(ref initial);
            var high = Vector256.LoadUnsafe(ref initial, 8);
            for (var i = 0; i < taps.Length; i++)
            {
                ref var tap = ref Unsafe.Add(ref pairs, taps[i]);
                low = Avx2Pairs.MultiplyAdd(low, Vector256.LoadUnsafe(ref tap), Vector256.LoadUnsafe(ref weights, (nuint)(i * Channels)));
                high = Avx2Pairs.MultiplyAdd(high, Vector256.LoadUnsafe(ref tap, 8), Vector256.LoadUnsafe(ref weights, (nuint)((i * Channels) + 8)));
            }

            low.StoreUnsafe(ref sums);
            high.StoreUnsafe(ref sums, 8);
            return;
        }

        for (nuint group = 0; group < Channels; group += 4)
        {
            var sum = Vector128.LoadUnsafe(ref initial, group);
            for (var i = 0; i < taps.Length; i++)
            {
                ref var tap = ref Unsafe.Add(ref pairs, taps[i]);
                sum = PortablePairs.MultiplyAdd(sum, Vector128.LoadUnsafe(ref tap, group), Vector128.LoadUnsafe(ref weights, (nuint)(i * Channels) + group));
            }

            sum.StoreUnsafe(ref sums, group);
        }
    }

    /// <summary>
    /// The same for rows of windows of six pairs, those of three by three: the vectors of weights stay in registers for all windows. AVX2.
    /// </summary>
    /// <param name="pairs">All that is held.</param>
    /// <param name="taps">For each row the offsets, in words, of its first window's six pairs of taps.</param>
    /// <param name="step">Distance from one window of a row to the next.</param>
    /// <param name="weights">[tap][channel]</param>
    /// <param name="initial">Sixteen numbers.</param>
    /// <param name="sums">Sixteen numbers for each window.</param>
    public static void AccumulateSix(ReadOnlySpan<int> pairs, ReadOnlySpan<int> taps, int step, ReadOnlySpan<int> weights, ReadOnlySpan<int> initial, Span<int> sums)
    {
        var rows = taps.Length / 6;
        var windows = sums.Length / Channels / rows;
        foreach (var tap in taps)
        {
            // The one check for the reads below: the last window lies furthest.
            _ = pairs.Slice(tap, ((windows - 1) * step) + Channels);
        }

        ref var first = ref MemoryMarshal.GetReference(pairs);
        ref var weight = ref MemoryMarshal.GetReference(weights[..(6 * Channels)]);
        ref var start = ref MemoryMarshal.GetReference(initial[..Channels]);
        for (nint half = 0; half < Channels; half += 8)
        {
            var zero = Vector256.LoadUnsafe(ref start, (nuint)half);
            var w0 = Vector256.LoadUnsafe(ref weight, (nuint)half).AsInt16();
            var w1 = Vector256.LoadUnsafe(ref weight, (nuint)half + Channels).AsInt16();
            var w2 = Vector256.LoadUnsafe(ref weight, (nuint)half + (2 * Channels)).AsInt16();
            var w3 = Vector256.LoadUnsafe(ref weight, (nuint)half + (3 * Channels)).AsInt16();
            var w4 = Vector256.LoadUnsafe(ref weight, (nuint)half + (4 * Channels)).AsInt16();
            var w5 = Vector256.LoadUnsafe(ref weight, (nuint)half + (5 * Channels)).AsInt16();
            ref var sum = ref Unsafe.Add(ref MemoryMarshal.GetReference(sums), half);
            for (var row = 0; row < rows; row++)
            {
                ref var tap0 = ref Unsafe.Add(ref first, taps[6 * row]);
                ref var tap1 = ref Unsafe.Add(ref first, taps[(6 * row) + 1]);
                ref var tap2 = ref Unsafe.Add(ref first, taps[(6 * row) + 2]);
                ref var tap3 = ref Unsafe.Add(ref first, taps[(6 * row) + 3]);
                ref var tap4 = ref Unsafe.Add(ref first, taps[(6 * row) + 4]);
                ref var tap5 = ref Unsafe.Add(ref first, taps[(6 * row) + 5]);
                var at = (nuint)half;
                for (var window = 0; window < windows; window++)
                {
                    var even = zero + Avx2.MultiplyAddAdjacent(w0, Vector256.LoadUnsafe(ref tap0, at).AsInt16());
                    var odd = Avx2.MultiplyAddAdjacent(w1, Vector256.LoadUnsafe(ref tap1, at).AsInt16());
                    even += Avx2.MultiplyAddAdjacent(w2, Vector256.LoadUnsafe(ref tap2, at).AsInt16());
                    odd += Avx2.MultiplyAddAdjacent(w3, Vector256.LoadUnsafe(ref tap3, at).AsInt16());
                    even += Avx2.MultiplyAddAdjacent(w4, Vector256.LoadUnsafe(ref tap4, at).AsInt16());
                    odd += Avx2.MultiplyAddAdjacent(w5, Vector256.LoadUnsafe(ref tap5, at).AsInt16());
                    (even + odd).StoreUnsafe(ref sum);
                    at += (nuint)step;
                    sum = ref Unsafe.Add(ref sum, Channels);
                }
            }
        }
    }
}
