using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Emulator.Numerics;

/// <summary>The step that every Q31 requantization has: a 32-bit factor, a 64-bit addend, the upper half, a shift for each lane.</summary>
internal static class HighProduct
{
    /// <summary>Whether the 128-bit form has instructions here.</summary>
    public static bool IsSupported => Sse41.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>
    /// result[i] = (x[i]·factor[i] + addend[i]) &gt;&gt; 32 for eight lanes. Nothing overflows while |x·factor| + |addend| &lt; 2⁶³.
    /// </summary>
    /// <param name="x">Any 32-bit integers.</param>
    /// <param name="factor">Any 32-bit integers.</param>
    /// <param name="oddFactor">Lanes 1, 3, 5, 7 of the factor in the even lanes; the others are ignored.</param>
    /// <param name="even">Addends of lanes 0, 2, 4, 6.</param>
    /// <param name="odd">Addends of lanes 1, 3, 5, 7.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Of(Vector256<int> x, Vector256<int> factor, Vector256<int> oddFactor, Vector256<long> even, Vector256<long> odd)
    {
        var evenProduct = Avx2.Multiply(x, factor) + even;
        var oddProduct = Avx2.Multiply((x.AsInt64() >>> 32).AsInt32(), oddFactor) + odd;
        return Avx2.Blend((evenProduct >>> 32).AsInt32(), oddProduct.AsInt32(), 0b10101010);
    }

    /// <summary>The same for four lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Of(Vector128<int> x, Vector128<int> factor, Vector128<int> oddFactor, Vector128<long> even, Vector128<long> odd)
    {
        if (Sse41.IsSupported)
        {
            var evenProduct = Sse41.Multiply(x, factor) + even;
            var oddProduct = Sse41.Multiply((x.AsInt64() >>> 32).AsInt32(), oddFactor) + odd;
            return Sse41.Blend((evenProduct >>> 32).AsInt16(), oddProduct.AsInt16(), 0b11001100).AsInt32();
        }

        var (evenX, oddX) = (AdvSimd.Arm64.UnzipEven(x, x), AdvSimd.Arm64.UnzipOdd(x, x));
        var (evenFactor, oddFactors) = (AdvSimd.Arm64.UnzipEven(factor, factor), AdvSimd.Arm64.UnzipOdd(factor, factor));
        var products = (
            Even: AdvSimd.MultiplyWideningLower(evenX.GetLower(), evenFactor.GetLower()) + even,
            Odd: AdvSimd.MultiplyWideningLower(oddX.GetLower(), oddFactors.GetLower()) + odd);
        return AdvSimd.Arm64.TransposeOdd(products.Even.AsInt32(), products.Odd.AsInt32());
    }

    /// <summary>value[i] &gt;&gt; count[i], arithmetic, counts 0 to 31.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ShiftRight(Vector128<int> value, Vector128<int> count) =>
        AdvSimd.IsSupported ? AdvSimd.ShiftArithmetic(value, -count)
        : Avx2.IsSupported ? Avx2.ShiftRightArithmeticVariable(value, count.AsUInt32())
        : Vector128.Create(value[0] >> count[0], value[1] >> count[1], value[2] >> count[2], value[3] >> count[3]);

    /// <summary>value[i] &lt;&lt; count[i], counts 0 to 31.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ShiftLeft(Vector128<int> value, Vector128<int> count) =>
        AdvSimd.IsSupported ? AdvSimd.ShiftArithmetic(value, count)
        : Avx2.IsSupported ? Avx2.ShiftLeftLogicalVariable(value, count.AsUInt32())
        : Vector128.Create(value[0] << count[0], value[1] << count[1], value[2] << count[2], value[3] << count[3]);
}
