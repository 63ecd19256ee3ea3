using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Peers;

/// <summary>What the multiply-add instruction of the path that runs here could do if nothing else were to be done: a loop of it on twelve registers.</summary>
internal static class Ceiling
{
    private const int Sums = 12;
    private const int Turns = 200_000;

    /// <summary>The instruction, and the products that one of it makes.</summary>
    public static (string Name, int Products) Instruction =>
        AvxVnni.IsSupported ? ("vpdpbusd on 256 bits", 32)
        : Avx512BW.IsSupported ? ("vpmaddwd on 512 bits and its addition", 32)
        : Avx2.IsSupported ? ("vpmaddwd on 256 bits and its addition", 16)
        : ("none that is measured", 0);

    /// <summary>Thousand million products a second, the best of many loops; 0 where nothing is measured.</summary>
    public static double Rate(double seconds)
    {
        var products = (double)Sums * Turns * Instruction.Products;
        var best = double.PositiveInfinity;
        for (var clock = Stopwatch.StartNew(); products > 0 && clock.Elapsed.TotalSeconds < seconds;)
        {
            var start = Stopwatch.GetTimestamp();
            Run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return products / best / 1e9;
    }

    private static void Run()
    {
        if (AvxVnni.IsSupported)
        {
            _ = Loop<Vector256<int>, Quads>();
        }
        else if (Avx512BW.IsSupported)
        {
            _ = Loop<Vector512<int>, WidePairs>();
        }
        else
        {
            _ = Loop<Vector256<int>, Pairs>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static TVector Loop<TVector, TStep>()
        where TVector : struct
        where TStep : IStep<TVector>
    {
        TVector a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default, i = default, j = default, k = default, l = default;
        var (left, right) = (TStep.Of(1), TStep.Of(3));
        for (var turn = 0; turn < Turns; turn++)
        {
            a = TStep.Add(a, left, right);
            b = TStep.Add(b, left, right);
            c = TStep.Add(c, left, right);
            d = TStep.Add(d, left, right);
            e = TStep.Add(e, left, right);
            f = TStep.Add(f, left, right);
            g = TStep.Add(g, left, right);
            h = TStep.Add(h, left, right);
            i = TStep.Add(i, left, right);
            j = TStep.Add(j, left, right);
            k = TStep.Add(k, left, right);
            l = TStep.Add(l, left, right);
        }

        // An array of them would keep them in memory throughout the loop.
        var (one, two) = (TStep.Join(TStep.Join(TStep.Join(a, b), TStep.Join(c, d)), TStep.Join(e, f)), TStep.Join(TStep.Join(TStep.Join(g, h), TStep.Join(i, j)), TStep.Join(k, l)));
        return TStep.Join(one, two);
    }

    private interface IStep<TVector>
    {
        static abstract TVector Of(int value);

        static abstract TVector Add(TVector sum, TVector left, TVector right);

        static abstract TVector Join(TVector one, TVector other);
    }

    private readonly struct Quads : IStep<Vector256<int>>
    {
        public static Vector256<int> Join(Vector256<int> one, Vector256<int> other) => one + other;

        public static Vector256<int> Of(int value) => Vector256.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sum, Vector256<int> left, Vector256<int> right) => AvxVnni.MultiplyWideningAndAdd(sum, left.AsByte(), right.AsSByte());
    }

    private readonly struct Pairs : IStep<Vector256<int>>
    {
        public static Vector256<int> Join(Vector256<int> one, Vector256<int> other) => one + other;

        public static Vector256<int> Of(int value) => Vector256.Create(value);

        // Of two operands that do not change the product would be taken out of the loop.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sum, Vector256<int> left, Vector256<int> right) => left + Avx2.MultiplyAddAdjacent(sum.AsInt16(), right.AsInt16());
    }

    private readonly struct WidePairs : IStep<Vector512<int>>
    {
        public static Vector512<int> Join(Vector512<int> one, Vector512<int> other) => one + other;

        public static Vector512<int> Of(int value) => Vector512.Create(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<int> Add(Vector512<int> sum, Vector512<int> left, Vector512<int> right) => left + Avx512BW.MultiplyAddAdjacent(sum.AsInt16(), right.AsInt16());
    }
}
