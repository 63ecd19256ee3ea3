using System.Runtime.Intrinsics;
using Mrq.Emulator.Linear.Products;

namespace Mrq.Emulator.Tests.Linear;

// What the instructions that this machine may lack compute, lane by lane, so that all around them is tested everywhere.

/// <summary><c>vpdpbusd</c>: <see cref="AvxVnniQuads"/>.</summary>
internal readonly struct UnsignedQuads : IDotProduct<Vector256<int>>
{
    public static bool IsSupported => true;

    public static int Lanes => 8;

    public static int Depth => 4;

    public static bool TakesUnsigned => true;

    public static Vector256<int> Load(ref int source) => Vector256.LoadUnsafe(ref source);

    public static Vector256<int> Broadcast(int word) => Vector256.Create(word);

    public static Vector256<int> MultiplyAdd(Vector256<int> sum, Vector256<int> input, Vector256<int> weights)
    {
        for (var i = 0; i < 32; i++)
        {
            sum = sum.WithElement(i / 4, unchecked(sum[i / 4] + (input.AsByte()[i] * weights.AsSByte()[i])));
        }

        return sum;
    }

    public static Vector256<int> Add(Vector256<int> a, Vector256<int> b) => a + b;

    public static void Store(Vector256<int> value, ref int target) => value.StoreUnsafe(ref target);
}

/// <summary><c>sdot</c>: <see cref="ArmQuads"/>.</summary>
internal readonly struct SignedQuads : IDotProduct<Vector128<int>>
{
    public static bool IsSupported => true;

    public static int Lanes => 4;

    public static int Depth => 4;

    public static bool TakesUnsigned => false;

    public static Vector128<int> Load(ref int source) => Vector128.LoadUnsafe(ref source);

    public static Vector128<int> Broadcast(int word) => Vector128.Create(word);

    public static Vector128<int> MultiplyAdd(Vector128<int> sum, Vector128<int> input, Vector128<int> weights)
    {
        for (var i = 0; i < 16; i++)
        {
            sum = sum.WithElement(i / 4, unchecked(sum[i / 4] + (input.AsSByte()[i] * weights.AsSByte()[i])));
        }

        return sum;
    }

    public static Vector128<int> Add(Vector128<int> a, Vector128<int> b) => a + b;

    public static void Store(Vector128<int> value, ref int target) => value.StoreUnsafe(ref target);
}

/// <summary><c>vpmaddwd</c> on 512 bits: <see cref="Avx512Pairs"/>.</summary>
internal readonly struct WidePairs : IDotProduct<Vector512<int>>
{
    public static bool IsSupported => true;

    public static int Lanes => 16;

    public static int Depth => 2;

    public static bool TakesUnsigned => true;

    public static Vector512<int> Load(ref int source) => Vector512.LoadUnsafe(ref source);

    public static Vector512<int> Broadcast(int word) => Vector512.Create(word);

    public static Vector512<int> MultiplyAdd(Vector512<int> sum, Vector512<int> input, Vector512<int> weights)
    {
        for (var i = 0; i < 32; i++)
        {
            sum = sum.WithElement(i / 2, unchecked(sum[i / 2] + (input.AsInt16()[i] * weights.AsInt16()[i])));
        }

        return sum;
    }

    public static Vector512<int> Add(Vector512<int> a, Vector512<int> b) => a + b;

    public static void Store(Vector512<int> value, ref int target) => value.StoreUnsafe(ref target);
}
