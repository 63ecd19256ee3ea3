using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Core.Graph;

namespace Mrq.Emulator.Numerics;

/// <summary>The end of every 8-bit operator: add the output's zero point, clamp, narrow.</summary>
internal readonly struct ByteRange<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly int _zeroPoint;
    private readonly ActivationRange _range;

    private ByteRange(int zeroPoint, ActivationRange range) => (_zeroPoint, _range) = (zeroPoint, range);

    /// <summary>Null where zero point or range leave the type, which a broken file can bring about, and for other than 8-bit types.</summary>
    public static ByteRange<T>? TryCreate(int zeroPoint, ActivationRange range)
    {
        if (Unsafe.SizeOf<T>() != 1)
        {
            return null;
        }

        var (low, high) = (typeof(T) == typeof(byte) ? ElementType.UInt8 : ElementType.Int8).IntegerRange();
        bool IsHeld(int value) => value >= low && value <= high;
        return IsHeld(zeroPoint) && IsHeld(range.Minimum) && IsHeld(range.Maximum) && range.Minimum <= range.Maximum ? new ByteRange<T>(zeroPoint, range) : null;
    }

    /// <summary>The range in registers. AVX2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ByteRange256<T> Load() => new(
        Vector256.Create((short)_zeroPoint),
        Vector256.Create((byte)_range.Minimum),
        Vector256.Create((byte)_range.Maximum));

    /// <summary>16 numbers in order, none near the ends of 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<byte> Narrow(Vector128<int> a, Vector128<int> b, Vector128<int> c, Vector128<int> d) =>
        Vector128.Narrow(Vector128.Narrow(Clamp(a), Clamp(b)), Vector128.Narrow(Clamp(c), Clamp(d))).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<int> Clamp(Vector128<int> value) =>
        Vector128.Min(Vector128.Max(value + Vector128.Create(_zeroPoint), Vector128.Create(_range.Minimum)), Vector128.Create(_range.Maximum));
}

/// <summary><see cref="ByteRange{T}"/> in registers. AVX2.</summary>
/// <param name="zeroPoint">In every lane.</param>
/// <param name="minimum">The bits of the smallest result.</param>
/// <param name="maximum">The bits of the largest.</param>
internal readonly struct ByteRange256<T>(Vector256<short> zeroPoint, Vector256<byte> minimum, Vector256<byte> maximum)
    where T : unmanaged, IBinaryInteger<T>
{
    /// <summary>32 numbers in order: saturated to 16 bits, zero point, saturated to 8 bits, clamped. The saturations lie outside the clamp.</summary>
    /// <param name="a">Eight numbers.</param>
    /// <param name="b">Eight more.</param>
    /// <param name="c">Eight more.</param>
    /// <param name="d">The last eight.</param>
    /// <param name="hasZeroPoint">Whether they have their zero point already.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<byte> Narrow(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d, bool hasZeroPoint = false) =>

        // Packing works within halves: bring the groups of four back into order.
        Avx2.PermuteVar8x32(NarrowInHalves(a, b, c, d, hasZeroPoint).AsInt32(), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)).AsByte();

    /// <summary>The same as packing leaves it: the lower halves of all four, then the upper ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<byte> NarrowInHalves(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d, bool hasZeroPoint)
    {
        var (first, second) = (Avx2.PackSignedSaturate(a, b), Avx2.PackSignedSaturate(c, d));
        if (!hasZeroPoint)
        {
            (first, second) = (Avx2.AddSaturate(first, zeroPoint), Avx2.AddSaturate(second, zeroPoint));
        }

        return typeof(T) == typeof(byte)
            ? Vector256.Min(Vector256.Max(Avx2.PackUnsignedSaturate(first, second), minimum), maximum)
            : Vector256.Min(Vector256.Max(Avx2.PackSignedSaturate(first, second), minimum.AsSByte()), maximum.AsSByte()).AsByte();
    }
}
