using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Emulator.Simd;

/// <summary>
/// Sums of windows' taps for sixteen channels, two rows of the image at a time: their values are interleaved as 16-bit integers, so that one
/// instruction multiplies and adds both. A pair of rows is interleaved once for all the windows that lie over it.
/// </summary>
internal static class TapPairs
{
    public const int Channels = 16;

    /// <summary>pairs[c] = (upper[c], lower[c]) as two 16-bit integers, sixteen channels.</summary>
    /// <param name="upper">Sixteen 8-bit values of the sign of <typeparamref name="T"/>.</param>
    /// <param name="lower">Sixteen more.</param>
    /// <param name="pairs">Sixteen words.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave<T>(Vector128<byte> upper, Vector128<byte> lower, ref int pairs)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (Avx2.IsSupported)
        {
            Widen<T>(Sse2.UnpackLow(upper, lower)).AsInt32().StoreUnsafe(ref pairs);
            Widen<T>(Sse2.UnpackHigh(upper, lower)).AsInt32().StoreUnsafe(ref pairs, 8);
            return;
        }

        var (above, below) = (Widen4<T>(upper), Widen4<T>(lower));
        ((above.Item1 & Vector128.Create(0xFFFF)) | (below.Item1 << 16)).StoreUnsafe(ref pairs);
        ((above.Item2 & Vector128.Create(0xFFFF)) | (below.Item2 << 16)).StoreUnsafe(ref pairs, 4);
        ((above.Item3 & Vector128.Create(0xFFFF)) | (below.Item3 << 16)).StoreUnsafe(ref pairs, 8);
        ((above.Item4 & Vector128.Create(0xFFFF)) | (below.Item4 << 16)).StoreUnsafe(ref pairs, 12);
    }

    /// <summary>sums[c] = initial[c] + Σ pairs · weights over the taps of a window.</summary>
    /// <param name="pairs">The window's first column in the first pair of rows.</param>
    /// <param name="taps">Offsets, in words, of its columns in all pairs of rows.</param>
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

    /// <summary>The same for a window of three by three: its twelve vectors of weights stay in registers for a whole row of windows. AVX2.</summary>
    /// <param name="pairs">The first window's first column in the first pair of rows.</param>
    /// <param name="secondPair">Distance of the second pair of rows.</param>
    /// <param name="step">Distance from one window's columns to the next one's.</param>
    /// <param name="weights">[pair][column][channel]</param>
    /// <param name="initial">Sixteen numbers.</param>
    /// <param name="sums">Sixteen numbers for each window.</param>
    public static void Accumulate3X3(ReadOnlySpan<int> pairs, int secondPair, int step, ReadOnlySpan<int> weights, ReadOnlySpan<int> initial, Span<int> sums)
    {
        var windows = sums.Length / Channels;
        ref var first = ref MemoryMarshal.GetReference(pairs[..(secondPair + ((windows - 1) * step) + (3 * Channels))]);
        ref var weight = ref MemoryMarshal.GetReference(weights[..(6 * Channels)]);
        ref var start = ref MemoryMarshal.GetReference(initial[..Channels]);
        for (nuint half = 0; half < Channels; half += 8)
        {
            var zero = Vector256.LoadUnsafe(ref start, half);
            var w0 = Vector256.LoadUnsafe(ref weight, half);
            var w1 = Vector256.LoadUnsafe(ref weight, half + Channels);
            var w2 = Vector256.LoadUnsafe(ref weight, half + (2 * Channels));
            var w3 = Vector256.LoadUnsafe(ref weight, half + (3 * Channels));
            var w4 = Vector256.LoadUnsafe(ref weight, half + (4 * Channels));
            var w5 = Vector256.LoadUnsafe(ref weight, half + (5 * Channels));
            ref var upper = ref Unsafe.Add(ref first, half);
            ref var sum = ref Unsafe.Add(ref MemoryMarshal.GetReference(sums), half);
            for (var window = 0; window < windows; window++)
            {
                ref var lower = ref Unsafe.Add(ref upper, secondPair);
                var above = Avx2Pairs.MultiplyAdd(zero, Vector256.LoadUnsafe(ref upper), w0);
                var below = Avx2.MultiplyAddAdjacent(Vector256.LoadUnsafe(ref lower).AsInt16(), w3.AsInt16());
                above = Avx2Pairs.MultiplyAdd(above, Vector256.LoadUnsafe(ref upper, Channels), w1);
                below = Avx2Pairs.MultiplyAdd(below, Vector256.LoadUnsafe(ref lower, Channels), w4);
                above = Avx2Pairs.MultiplyAdd(above, Vector256.LoadUnsafe(ref upper, 2 * Channels), w2);
                below = Avx2Pairs.MultiplyAdd(below, Vector256.LoadUnsafe(ref lower, 2 * Channels), w5);
                (above + below).StoreUnsafe(ref sum);
                upper = ref Unsafe.Add(ref upper, step);
                sum = ref Unsafe.Add(ref sum, Channels);
            }
        }
    }

    /// <summary>Four bytes from an offset on as 32-bit integers of the type's sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Widen4<T>(ref byte source, nuint offset) =>
        Widen4<T>(Vector128.CreateScalar(Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref source, offset))).AsByte()).Item1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Widen<T>(Vector128<byte> bytes) =>
        typeof(T) == typeof(byte) ? Avx2.ConvertToVector256Int16(bytes) : Avx2.ConvertToVector256Int16(bytes.AsSByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<int>, Vector128<int>, Vector128<int>, Vector128<int>) Widen4<T>(Vector128<byte> bytes)
    {
        if (typeof(T) == typeof(byte))
        {
            var (low, high) = Vector128.Widen(bytes);
            return (Vector128.WidenLower(low).AsInt32(), Vector128.WidenUpper(low).AsInt32(), Vector128.WidenLower(high).AsInt32(), Vector128.WidenUpper(high).AsInt32());
        }

        var (signedLow, signedHigh) = Vector128.Widen(bytes.AsSByte());
        return (Vector128.WidenLower(signedLow), Vector128.WidenUpper(signedLow), Vector128.WidenLower(signedHigh), Vector128.WidenUpper(signedHigh));
    }
}
