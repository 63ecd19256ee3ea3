using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mrq.Emulator.Simd;

/// <summary>8-bit activations to 16-bit ones with their zero point taken off.</summary>
internal static class Centering
{
    /// <summary>destination[i] = source[i] − zeroPoint; −255 to 255 for zero points within the type.</summary>
    public static void Subtract<T>(ReadOnlySpan<T> source, int zeroPoint, Span<short> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref var from = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(source));
            ref var to = ref MemoryMarshal.GetReference(destination);
            var offset = Vector128.Create((short)zeroPoint);
            for (; i <= source.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
            {
                var bytes = Vector128.LoadUnsafe(ref from, (nuint)i);
                var (low, high) = typeof(T) == typeof(byte)
                    ? (Vector128.WidenLower(bytes).AsInt16(), Vector128.WidenUpper(bytes).AsInt16())
                    : (Vector128.WidenLower(bytes.AsSByte()), Vector128.WidenUpper(bytes.AsSByte()));
                (low - offset).StoreUnsafe(ref to, (nuint)i);
                (high - offset).StoreUnsafe(ref to, (nuint)(i + Vector128<short>.Count));
            }
        }

        for (; i < source.Length; i++)
        {
            destination[i] = (short)(int.CreateTruncating(source[i]) - zeroPoint);
        }
    }
}
