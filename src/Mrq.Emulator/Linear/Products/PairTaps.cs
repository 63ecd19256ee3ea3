using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mrq.Emulator.Linear.Products;

/// <summary>Pairs of taps as 16-bit integers, sixteen channels: what <see cref="TapPairs"/> sums.</summary>
internal readonly struct PairTaps<T> : ITapGroup
    where T : unmanaged, IBinaryInteger<T>
{
    public static int Channels => TapPairs.Channels;

    public static int Taps => 2;

    public static int Word(byte value)
    {
        var number = typeof(T) == typeof(sbyte) ? (sbyte)value : (int)value;
        return (number << 16) | (number & 0xFFFF);
    }

    public static void Interleave(ref byte source, nint column, nint tap, int count, ref int target)
    {
        for (; count > 0; count--)
        {
            TapPairs.Interleave<T>(Vector128.LoadUnsafe(ref source), Vector128.LoadUnsafe(ref Unsafe.Add(ref source, tap)), ref target);
            source = ref Unsafe.Add(ref source, column);
            target = ref Unsafe.Add(ref target, Channels);
        }
    }
}
