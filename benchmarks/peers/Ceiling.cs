using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mrq.Emulator.Linear.Products;

namespace Mrq.Peers;

/// <summary>What the multiply-add instruction of the path that runs here could do if nothing else were to be done: a loop of it on twelve registers.</summary>
internal static class Ceiling
{
    private const int Sums = 12;
    private const int Turns = 200_000;

    private static readonly (string Name, int Products, Action Loop) Measured =
        AvxVnniQuads.IsSupported ? ("vpdpbusd on 256 bits", ProductsOf<AvxVnniQuads, Vector256<int>>(), () => Loop<AvxVnniQuads, Vector256<int>>())
        : Avx512Pairs.IsSupported ? ("vpmaddwd on 512 bits and its addition", ProductsOf<Avx512Pairs, Vector512<int>>(), () => Loop<Avx512Pairs, Vector512<int>>())
        : Avx2Pairs.IsSupported ? ("vpmaddwd on 256 bits and its addition", ProductsOf<Avx2Pairs, Vector256<int>>(), () => Loop<Avx2Pairs, Vector256<int>>())
        : ("none that is measured", 0, () => { });

    /// <summary>The instruction.</summary>
    public static string Instruction => Measured.Name;

    /// <summary>Thousand million products a second, the best of many loops; 0 where nothing is measured.</summary>
    public static double Rate(double seconds)
    {
        var products = (double)Sums * Turns * Measured.Products;
        var best = double.PositiveInfinity;
        for (var clock = Stopwatch.StartNew(); products > 0 && clock.Elapsed.TotalSeconds < seconds;)
        {
            var start = Stopwatch.GetTimestamp();
            Measured.Loop();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return products / best / 1e9;
    }

    private static int ProductsOf<TIsa, TVector>()
        where TIsa : IDotProduct<TVector>
        where TVector : struct => TIsa.Lanes * TIsa.Depth;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static TVector Loop<TIsa, TVector>()
        where TIsa : IDotProduct<TVector>
        where TVector : struct
    {
        TVector a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default, i = default, j = default, k = default, l = default;
        var (left, right) = (TIsa.Broadcast(1), TIsa.Broadcast(3));
        for (var turn = 0; turn < Turns; turn++)
        {
            // The last result is an input of the next: a product that never changes would be taken out of the loop.
            a = TIsa.MultiplyAdd(left, a, right);
            b = TIsa.MultiplyAdd(left, b, right);
            c = TIsa.MultiplyAdd(left, c, right);
            d = TIsa.MultiplyAdd(left, d, right);
            e = TIsa.MultiplyAdd(left, e, right);
            f = TIsa.MultiplyAdd(left, f, right);
            g = TIsa.MultiplyAdd(left, g, right);
            h = TIsa.MultiplyAdd(left, h, right);
            i = TIsa.MultiplyAdd(left, i, right);
            j = TIsa.MultiplyAdd(left, j, right);
            k = TIsa.MultiplyAdd(left, k, right);
            l = TIsa.MultiplyAdd(left, l, right);
        }

        // An array of them would keep them in memory throughout the loop.
        var (one, two) = (TIsa.Add(TIsa.Add(TIsa.Add(a, b), TIsa.Add(c, d)), TIsa.Add(e, f)), TIsa.Add(TIsa.Add(TIsa.Add(g, h), TIsa.Add(i, j)), TIsa.Add(k, l)));
        return TIsa.Add(one, two);
    }
}
