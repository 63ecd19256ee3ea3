using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Requantization.Algebra;

/// <summary>
/// Exact sums of products of 16-bit values in panels: a 32-bit integer holds an input's values at two positions, and 16 of them in a row are one pair of positions.
/// Integers, so that any order of summation gives the same number.
/// </summary>
internal static class PanelProducts
{
    /// <summary>Inputs of a panel: whole vectors on every machine.</summary>
    public const int Width = 16;

    /// <summary>Panels have a multiple of so many pairs.</summary>
    private const int PairMultiple = 2;

    /// <summary>Narrow values are at most 511 in size, two products at most 2¹⁹: the sums of this many pairs fit 32 bits.</summary>
    public const int MostPairs = 4096;

    /// <summary>Rows whose sums are in registers at once.</summary>
    private const int TileRows = 8;

    /// <summary>Panels that so many inputs take.</summary>
    public static int PanelsOf(int inputs) => (inputs + Width - 1) / Width;

    /// <summary>Pairs that a panel has for so many; those behind are zeros.</summary>
    public static int WholePairs(int pairs) => (pairs + PairMultiple - 1) / PairMultiple * PairMultiple;

    /// <summary>Σ x[p][i] · y[p][j] over all positions: <c>sums[16 · i + j]</c>, overwritten.</summary>
    /// <param name="x">Panel of the rows.</param>
    /// <param name="y">Panel of the columns; as many pairs, at most <see cref="MostPairs"/>.</param>
    /// <param name="sums">16 x 16 numbers.</param>
    /// <param name="narrow">Whether all values are at most 511 in size.</param>
    public static void Outer(ReadOnlySpan<int> x, ReadOnlySpan<int> y, Span<long> sums, bool narrow)
    {
        if (!narrow)
        {
            sums.Clear();
            for (var at = 0; at < x.Length; at += Width)
            {
                for (var i = 0; i < sums.Length; i++)
                {
                    sums[i] += Product(x[at + (i / Width)], y[at + (i % Width)]);
                }
            }

            return;
        }

        for (var column = 0; column < Width; column += Vector<int>.Count)
        {
            for (var row = 0; row < Width; row += TileRows)
            {
                Tile(x[row..], y[column..], sums[((row * Width) + column)..]);
            }
        }
    }

    /// <summary>Σ x[p][i] · y[p][i] over all positions, input by input; overwritten.</summary>
    /// <param name="x">A panel.</param>
    /// <param name="y">A panel of as many pairs, at most <see cref="MostPairs"/>.</param>
    /// <param name="sums">16 numbers.</param>
    /// <param name="narrow">Whether all values are at most 511 in size.</param>
    public static void Inner(ReadOnlySpan<int> x, ReadOnlySpan<int> y, Span<long> sums, bool narrow)
    {
        sums.Clear();
        if (!narrow)
        {
            for (var i = 0; i < x.Length; i++)
            {
                sums[i % Width] += Product(x[i], y[i]);
            }

            return;
        }

        // Four sums, since one would wait for itself; vector i belongs to the same inputs as vector i + 4.
        var xs = MemoryMarshal.Cast<int, Vector<int>>(x);
        var ys = MemoryMarshal.Cast<int, Vector<int>>(y);
        Span<Vector<int>> four = stackalloc Vector<int>[4];
        var (s0, s1, s2, s3) = (Vector<int>.Zero, Vector<int>.Zero, Vector<int>.Zero, Vector<int>.Zero);
        for (var i = 0; i + 3 < xs.Length && i + 3 < ys.Length; i += 4)
        {
            s0 = MultiplyAdd(s0, xs[i], ys[i]);
            s1 = MultiplyAdd(s1, xs[i + 1], ys[i + 1]);
            s2 = MultiplyAdd(s2, xs[i + 2], ys[i + 2]);
            s3 = MultiplyAdd(s3, xs[i + 3], ys[i + 3]);
        }

        (four[0], four[1], four[2], four[3]) = (s0, s1, s2, s3);
        var all = MemoryMarshal.Cast<Vector<int>, int>(four);
        for (var i = 0; i < all.Length; i++)
        {
            sums[i % Width] += all[i];
        }
    }

    /// <summary>Σ x[p][i] over all positions, input by input; overwritten.</summary>
    public static void Sum(ReadOnlySpan<int> x, Span<long> sums)
    {
        sums.Clear();
        var columns = Width / Vector<int>.Count;
        Span<Vector<long>> totals = stackalloc Vector<long>[2 * columns];
        totals.Clear();
        var xs = MemoryMarshal.Cast<int, Vector<int>>(x);
        for (var i = 0; i < xs.Length; i++)
        {
            // Of 16-bit values: the sum of two always fits 32 bits.
            Vector.Widen((xs[i] << 16 >> 16) + (xs[i] >> 16), out var low, out var high);
            totals[2 * (i % columns)] += low;
            totals[(2 * (i % columns)) + 1] += high;
        }

        MemoryMarshal.Cast<Vector<long>, long>(totals).CopyTo(sums);
    }

    /// <summary>Eight rows of a vector's columns.</summary>
    private static void Tile(ReadOnlySpan<int> x, ReadOnlySpan<int> y, Span<long> sums)
    {
        ref var rows = ref MemoryMarshal.GetReference(x);
        ref var columns = ref MemoryMarshal.GetReference(y);
        Vector<int> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        for (nint at = 0; at < x.Length; at += Width)
        {
            var values = Vector.LoadUnsafe(ref Unsafe.Add(ref columns, at));
            ref var row = ref Unsafe.Add(ref rows, at);
            s0 = MultiplyAdd(s0, new(row), values);
            s1 = MultiplyAdd(s1, new(Unsafe.Add(ref row, 1)), values);
            s2 = MultiplyAdd(s2, new(Unsafe.Add(ref row, 2)), values);
            s3 = MultiplyAdd(s3, new(Unsafe.Add(ref row, 3)), values);
            s4 = MultiplyAdd(s4, new(Unsafe.Add(ref row, 4)), values);
            s5 = MultiplyAdd(s5, new(Unsafe.Add(ref row, 5)), values);
            s6 = MultiplyAdd(s6, new(Unsafe.Add(ref row, 6)), values);
            s7 = MultiplyAdd(s7, new(Unsafe.Add(ref row, 7)), values);
        }

        Store(s0, sums);
        Store(s1, sums[Width..]);
        Store(s2, sums[(2 * Width)..]);
        Store(s3, sums[(3 * Width)..]);
        Store(s4, sums[(4 * Width)..]);
        Store(s5, sums[(5 * Width)..]);
        Store(s6, sums[(6 * Width)..]);
        Store(s7, sums[(7 * Width)..]);
    }

    private static void Store(Vector<int> values, Span<long> sums)
    {
        Vector.Widen(values, out var low, out var high);
        low.CopyTo(sums);
        high.CopyTo(sums[Vector<long>.Count..]);
    }

    /// <summary>sum + both products of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> MultiplyAdd(Vector<int> sum, Vector<int> x, Vector<int> y)
    {
        if (Vector<int>.Count == Vector256<int>.Count && AvxVnni.IsSupported)
        {
            return AvxVnni.MultiplyWideningAndAdd(sum.AsVector256(), x.AsVector256().AsInt16(), y.AsVector256().AsInt16()).AsVector();
        }

        if (Vector<int>.Count == Vector256<int>.Count && Avx2.IsSupported)
        {
            return sum + Avx2.MultiplyAddAdjacent(x.AsVector256().AsInt16(), y.AsVector256().AsInt16()).AsVector();
        }

        return sum + ((x << 16 >> 16) * (y << 16 >> 16)) + ((x >> 16) * (y >> 16));
    }

    private static long Product(int x, int y) => ((long)(short)x * (short)y) + ((long)(x >> 16) * (y >> 16));
}
