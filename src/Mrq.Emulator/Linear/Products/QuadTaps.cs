using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Emulator.Linear.Products;

/// <summary>
/// Four taps as unsigned bytes, 32 channels: what <see cref="TapQuads"/> sums. Unpacking works within halves of a vector, so that the
/// channels stand in the order of <see cref="TapQuads.ChannelAt"/>. AVX2.
/// </summary>
internal readonly struct QuadTaps<T> : ITapGroup
    where T : unmanaged, IBinaryInteger<T>
{
    public static int Channels => TapQuads.Channels;

    public static int Taps => 4;

    /// <summary>What is added to a value to make it unsigned.</summary>
    public static int Offset => typeof(T) == typeof(sbyte) ? 128 : 0;

    public static int Word(byte value) => unchecked((byte)(value ^ Offset) * 0x01010101);

    public static void Interleave(ref byte source, nint column, nint tap, int count, ref int target)
    {
        if (column == tap)
        {
            InterleaveNeighbours(ref source, tap, count, ref target);
            return;
        }

        // Where a column's second pair is the next one's first, it is kept.
        var isShared = column == 2 * tap;
        var first = Pair(ref source, tap);
        for (; count > 0; count--)
        {
            var second = Pair(ref Unsafe.Add(ref source, 2 * tap), tap);
            Store(first, second, ref target);
            source = ref Unsafe.Add(ref source, column);
            target = ref Unsafe.Add(ref target, Channels);
            first = isShared || count == 1 ? second : Pair(ref source, tap);
        }
    }

    /// <summary>A column's second pair is the first one of the next but one.</summary>
    private static void InterleaveNeighbours(ref byte source, nint tap, int count, ref int target)
    {
        var (first, next) = (Pair(ref source, tap), Pair(ref Unsafe.Add(ref source, tap), tap));
        for (; count > 0; count--)
        {
            var second = Pair(ref Unsafe.Add(ref source, 2 * tap), tap);
            Store(first, second, ref target);
            (first, next) = (next, second);
            source = ref Unsafe.Add(ref source, tap);
            target = ref Unsafe.Add(ref target, Channels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<short> Low, Vector256<short> High) Pair(ref byte source, nint tap)
    {
        var (left, right) = (Vector256.LoadUnsafe(ref source), Vector256.LoadUnsafe(ref Unsafe.Add(ref source, tap)));
        if (typeof(T) == typeof(sbyte))
        {
            (left, right) = (left ^ Vector256.Create((byte)0x80), right ^ Vector256.Create((byte)0x80));
        }

        return (Avx2.UnpackLow(left, right).AsInt16(), Avx2.UnpackHigh(left, right).AsInt16());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store((Vector256<short> Low, Vector256<short> High) first, (Vector256<short> Low, Vector256<short> High) second, ref int target)
    {
        Avx2.UnpackLow(first.Low, second.Low).AsInt32().StoreUnsafe(ref target);
        Avx2.UnpackHigh(first.Low, second.Low).AsInt32().StoreUnsafe(ref target, 8);
        Avx2.UnpackLow(first.High, second.High).AsInt32().StoreUnsafe(ref target, 16);
        Avx2.UnpackHigh(first.High, second.High).AsInt32().StoreUnsafe(ref target, 24);
    }
}
