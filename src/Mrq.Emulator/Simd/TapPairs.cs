using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Emulator.Simd;

/// <summary>
/// Sums of a window's taps for sixteen channels, two taps at a time: their bytes are interleaved and widened, so that one instruction multiplies
/// and adds both. Weights lie as the products need them: for each pair of taps, channel by channel, the weight of either.
/// </summary>
internal static class TapPairs
{
    public const int Channels = 16;

    /// <summary>sums[c] = initial[c] + Σ taps x[tap][c]·weight[tap][c], sixteen channels.</summary>
    /// <param name="source">The first channel of the window's first tap; sixteen bytes are read at each tap.</param>
    /// <param name="taps">Offsets of the taps, an even number.</param>
    /// <param name="weights">[pair][channel][2]</param>
    /// <param name="initial">Sixteen numbers.</param>
    /// <param name="sums">Sixteen numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate<T>(ref byte source, ReadOnlySpan<int> taps, ref short weights, ref int initial, ref int sums)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (Avx2.IsSupported)
        {
            var low = Vector256.LoadUnsafe(ref initial);
            var high = Vector256.LoadUnsafe(ref initial, 8);
            for (var i = 0; i + 1 < taps.Length; i += 2)
            {
                var a = Vector128.LoadUnsafe(ref source, (nuint)taps[i]);
                var b = Vector128.LoadUnsafe(ref source, (nuint)taps[i + 1]);
                low += Avx2.MultiplyAddAdjacent(Widen<T>(Sse2.UnpackLow(a, b)), Vector256.LoadUnsafe(ref weights, (nuint)(i * Channels)));
                high += Avx2.MultiplyAddAdjacent(Widen<T>(Sse2.UnpackHigh(a, b)), Vector256.LoadUnsafe(ref weights, (nuint)((i * Channels) + Channels)));
            }

            low.StoreUnsafe(ref sums);
            high.StoreUnsafe(ref sums, 8);
            return;
        }

        for (nuint group = 0; group < Channels; group += 4)
        {
            var sum = Vector128.LoadUnsafe(ref initial, group);
            for (var i = 0; i + 1 < taps.Length; i += 2)
            {
                var a = Four<T>(ref source, (nuint)taps[i] + group);
                var b = Four<T>(ref source, (nuint)taps[i + 1] + group);
                var pairs = (a & Vector128.Create(0xFFFF)) | (b << 16);
                sum = PortablePairs.MultiplyAdd(sum, pairs, Vector128.LoadUnsafe(ref weights, (nuint)(i * Channels) + (group * 2)).AsInt32());
            }

            sum.StoreUnsafe(ref sums, group);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Widen<T>(Vector128<byte> bytes) =>
        typeof(T) == typeof(byte) ? Avx2.ConvertToVector256Int16(bytes) : Avx2.ConvertToVector256Int16(bytes.AsSByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Four<T>(ref byte source, nuint offset)
    {
        var bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref source, offset))).AsByte();
        return typeof(T) == typeof(byte)
            ? Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32()
            : Vector128.WidenLower(Vector128.WidenLower(bytes.AsSByte()));
    }
}
