using System.Numerics;
using System.Runtime.InteropServices;

namespace Mrq.Requantization.Algebra;

/// <summary>
/// The loop that all floating-point algebra here is made of. It rounds each element on its own (a product, then a sum, never
/// fused), so the result is the same for every vector width. Sums across elements are never vectorized.
/// </summary>
internal static class VectorMath
{
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
}
