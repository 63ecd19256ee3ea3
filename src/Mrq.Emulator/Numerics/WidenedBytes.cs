using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Emulator.Numerics;

/// <summary>8-bit values as wider integers, with the sign of their type.</summary>
internal static class WidenedBytes
{
    /// <summary>Four bytes from an offset on as 32-bit integers of the type's sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Widen4<T>(ref byte source, nuint offset) =>
        Widen4<T>(Vector128.CreateScalar(Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref source, offset))).AsByte()).Item1;

    /// <summary>Eight bytes from an offset on as 32-bit integers of the type's sign. AVX2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Widen8<T>(ref byte source, nuint offset)
    {
        var bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref source, offset))).AsByte();
        return typeof(T) == typeof(byte) ? Avx2.ConvertToVector256Int32(bytes) : Avx2.ConvertToVector256Int32(bytes.AsSByte());
    }

    /// <summary>Sixteen bytes as 16-bit integers. AVX2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Widen<T>(Vector128<byte> bytes) =>
        typeof(T) == typeof(byte) ? Avx2.ConvertToVector256Int16(bytes) : Avx2.ConvertToVector256Int16(bytes.AsSByte());

    /// <summary>Sixteen bytes as 32-bit integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<int>, Vector128<int>, Vector128<int>, Vector128<int>) Widen4<T>(Vector128<byte> bytes)
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
