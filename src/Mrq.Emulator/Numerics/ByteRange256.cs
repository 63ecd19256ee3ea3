using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Emulator.Simd;

/// <summary><see cref="ByteRange{T}"/> in registers. AVX2.</summary>
/// <param name="zeroPoint">In every lane.</param>
/// <param name="minimum">The bits of the smallest result.</param>
/// <param name="maximum">The bits of the largest.</param>
internal readonly struct ByteRange256<T>(Vector256<short> zeroPoint, Vector256<byte> minimum, Vector256<byte> maximum)
    where T : unmanaged, IBinaryInteger<T>
{
    /// <summary>32 numbers in order: saturated to 16 bits, zero point, saturated to 8 bits, clamped. The saturations lie outside the clamp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<byte> Narrow(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d)
    {
        var first = Avx2.AddSaturate(Avx2.PackSignedSaturate(a, b), zeroPoint);
        var second = Avx2.AddSaturate(Avx2.PackSignedSaturate(c, d), zeroPoint);

        // Packing works within halves: bring the groups of four back into order.
        var order = Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7);
        if (typeof(T) == typeof(byte))
        {
            return Vector256.Min(Vector256.Max(Avx2.PermuteVar8x32(Avx2.PackUnsignedSaturate(first, second).AsInt32(), order).AsByte(), minimum), maximum);
        }

        var signed = Avx2.PermuteVar8x32(Avx2.PackSignedSaturate(first, second).AsInt32(), order).AsSByte();
        return Vector256.Min(Vector256.Max(signed, minimum.AsSByte()), maximum.AsSByte()).AsByte();
    }
}
