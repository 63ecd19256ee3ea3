using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mrq.Requantization.Algebra;

/// <summary>
/// The loops that all floating-point algebra here is made of. They round each element on its own (a product, then a sum, never
/// fused), so the result is the same for every vector width. Sums across elements are never vectorized.
/// </summary>
internal static class VectorMath
{
    /// <summary>Rows that are worked on at once where a matrix is read for them all: large ones do not fit a core's cache, and would be read again for each.</summary>
    public const int Rows = 4;

    /// <summary>y[i] += a · x[i].</summary>
    public static void AddScaled(Span<double> y, double a, ReadOnlySpan<double> x)
    {
        var ys = MemoryMarshal.Cast<double, Vector<double>>(y);
        var xs = MemoryMarshal.Cast<double, Vector<double>>(x[..y.Length]);
        var factor = new Vector<double>(a);
        for (var i = 0; i < ys.Length; i++)
        {
            var product = factor * xs[i];
            ys[i] += product;
        }

        for (var i = ys.Length * Vector<double>.Count; i < y.Length; i++)
        {
            var product = a * x[i];
            y[i] += product;
        }
    }

    /// <summary>The same for several rows y of one length: y_r[i] += a_r · x[i].</summary>
    /// <param name="rows">Row r begins at r · <paramref name="stride"/>.</param>
    /// <param name="stride">Distance of two rows.</param>
    /// <param name="factors">A factor for each row; at most <see cref="Rows"/>. Rows whose factors are all 0 stay as they are.</param>
    /// <param name="x">What is added, of the length that counts.</param>
    public static void AddScaled(Span<double> rows, int stride, ReadOnlySpan<double> factors, ReadOnlySpan<double> x)
    {
        if (factors.Length == Rows)
        {
            if (factors.ContainsAnyExcept(0))
            {
                AddScaledToFour(rows, stride, factors, x);
            }

            return;
        }

        for (var row = 0; row < factors.Length; row++)
        {
            if (factors[row] != 0)
            {
                AddScaled(rows.Slice(row * stride, x.Length), factors[row], x);
            }
        }
    }

    private static void AddScaledToFour(Span<double> rows, int stride, ReadOnlySpan<double> factors, ReadOnlySpan<double> x)
    {
        var (a0, a1, a2, a3) = (factors[0], factors[1], factors[2], factors[3]);
        ref var y0 = ref rows[0];
        ref var y1 = ref rows[stride];
        ref var y2 = ref rows[2 * stride];
        ref var y3 = ref rows.Slice(3 * stride, x.Length)[0];
        ref var source = ref MemoryMarshal.GetReference(x);
        nint i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            var (f0, f1, f2, f3) = (Vector512.Create(a0), Vector512.Create(a1), Vector512.Create(a2), Vector512.Create(a3));
            for (; i + Vector512<double>.Count <= x.Length; i += Vector512<double>.Count)
            {
                var values = Vector512.LoadUnsafe(ref source, (nuint)i);
                (Vector512.LoadUnsafe(ref y0, (nuint)i) + (f0 * values)).StoreUnsafe(ref y0, (nuint)i);
                (Vector512.LoadUnsafe(ref y1, (nuint)i) + (f1 * values)).StoreUnsafe(ref y1, (nuint)i);
                (Vector512.LoadUnsafe(ref y2, (nuint)i) + (f2 * values)).StoreUnsafe(ref y2, (nuint)i);
                (Vector512.LoadUnsafe(ref y3, (nuint)i) + (f3 * values)).StoreUnsafe(ref y3, (nuint)i);
            }
        }
        else
        {
            var (f0, f1, f2, f3) = (new Vector<double>(a0), new Vector<double>(a1), new Vector<double>(a2), new Vector<double>(a3));
            for (; i + Vector<double>.Count <= x.Length; i += Vector<double>.Count)
            {
                var values = Vector.LoadUnsafe(ref source, (nuint)i);
                (Vector.LoadUnsafe(ref y0, (nuint)i) + (f0 * values)).StoreUnsafe(ref y0, (nuint)i);
                (Vector.LoadUnsafe(ref y1, (nuint)i) + (f1 * values)).StoreUnsafe(ref y1, (nuint)i);
                (Vector.LoadUnsafe(ref y2, (nuint)i) + (f2 * values)).StoreUnsafe(ref y2, (nuint)i);
                (Vector.LoadUnsafe(ref y3, (nuint)i) + (f3 * values)).StoreUnsafe(ref y3, (nuint)i);
            }
        }

        for (; i < x.Length; i++)
        {
            var value = Unsafe.Add(ref source, i);
            Unsafe.Add(ref y0, i) += a0 * value;
            Unsafe.Add(ref y1, i) += a1 * value;
            Unsafe.Add(ref y2, i) += a2 * value;
            Unsafe.Add(ref y3, i) += a3 * value;
        }
    }
}
