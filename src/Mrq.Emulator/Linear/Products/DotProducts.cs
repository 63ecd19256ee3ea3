using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Emulator.Linear.Products;

// Pairs: centered weights of 9 bits and inputs of 9 bits are multiplied as 16-bit integers, so an asymmetric weight costs nothing.
// Quads: 8-bit inputs and 8-bit weights; what a uint8 weight is off is added as a multiple of the row's sum.

/// <summary><c>vpmaddwd</c> on 256 bits. 16 multiply-adds for each instruction.</summary>
internal readonly struct Avx2Pairs : IDotProduct<Vector256<int>>
{
    public static bool IsSupported => Avx2.IsSupported;

    public static int Lanes => 8;

    public static int Depth => 2;

    public static bool TakesUnsigned => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(ref int source) => Vector256.LoadUnsafe(ref source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Broadcast(int word) => Vector256.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyAdd(Vector256<int> sum, Vector256<int> input, Vector256<int> weights) =>
        sum + Avx2.MultiplyAddAdjacent(input.AsInt16(), weights.AsInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> a, Vector256<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> value, ref int target) => value.StoreUnsafe(ref target);
}

/// <summary><c>vpmaddwd</c> on 512 bits.</summary>
internal readonly struct Avx512Pairs : IDotProduct<Vector512<int>>
{
    public static bool IsSupported => Avx512BW.IsSupported;

    public static int Lanes => 16;

    public static int Depth => 2;

    public static bool TakesUnsigned => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Load(ref int source) => Vector512.LoadUnsafe(ref source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Broadcast(int word) => Vector512.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> MultiplyAdd(Vector512<int> sum, Vector512<int> input, Vector512<int> weights) =>
        sum + Avx512BW.MultiplyAddAdjacent(input.AsInt16(), weights.AsInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> a, Vector512<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<int> value, ref int target) => value.StoreUnsafe(ref target);
}

/// <summary><c>vpdpbusd</c> on 256 bits: unsigned inputs, signed weights, 32 multiply-adds for each instruction, without saturation.</summary>
internal readonly struct AvxVnniQuads : IDotProduct<Vector256<int>>
{
    public static bool IsSupported => AvxVnni.IsSupported;

    public static int Lanes => 8;

    public static int Depth => 4;

    public static bool TakesUnsigned => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(ref int source) => Vector256.LoadUnsafe(ref source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Broadcast(int word) => Vector256.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyAdd(Vector256<int> sum, Vector256<int> input, Vector256<int> weights) =>
        AvxVnni.MultiplyWideningAndAdd(sum, input.AsByte(), weights.AsSByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> a, Vector256<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<int> value, ref int target) => value.StoreUnsafe(ref target);
}

/// <summary><c>sdot</c> on 128 bits: signed inputs and weights.</summary>
internal readonly struct ArmQuads : IDotProduct<Vector128<int>>
{
    public static bool IsSupported => Dp.IsSupported;

    public static int Lanes => 4;

    public static int Depth => 4;

    public static bool TakesUnsigned => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Load(ref int source) => Vector128.LoadUnsafe(ref source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Broadcast(int word) => Vector128.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyAdd(Vector128<int> sum, Vector128<int> input, Vector128<int> weights) =>
        Dp.DotProduct(sum, input.AsSByte(), weights.AsSByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add(Vector128<int> a, Vector128<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<int> value, ref int target) => value.StoreUnsafe(ref target);
}

/// <summary>128 bits on every machine: <c>pmaddwd</c> where SSE2 has it, else shifts and 32-bit multiplications, which .NET also has without vectors.</summary>
internal readonly struct PortablePairs : IDotProduct<Vector128<int>>
{
    public static bool IsSupported => true;

    public static int Lanes => 4;

    public static int Depth => 2;

    public static bool TakesUnsigned => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Load(ref int source) => Vector128.LoadUnsafe(ref source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Broadcast(int word) => Vector128.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyAdd(Vector128<int> sum, Vector128<int> input, Vector128<int> weights)
    {
        if (Sse2.IsSupported)
        {
            return sum + Sse2.MultiplyAddAdjacent(input.AsInt16(), weights.AsInt16());
        }

        var even = Vector128.ShiftRightArithmetic(input << 16, 16) * Vector128.ShiftRightArithmetic(weights << 16, 16);
        var odd = Vector128.ShiftRightArithmetic(input, 16) * Vector128.ShiftRightArithmetic(weights, 16);
        return sum + even + odd;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add(Vector128<int> a, Vector128<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<int> value, ref int target) => value.StoreUnsafe(ref target);
}
