using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Emulator.Linear.Stages;

/// <summary>Between what a line's intercept has to lie so that it reaches each height at its sum and not one sum before; rounding of the line itself left out. AVX.</summary>
/// <param name="Low">The strictest from below.</param>
/// <param name="LowButOne">The strictest but for one sum.</param>
/// <param name="High">The strictest from above.</param>
internal readonly record struct InterceptBounds(double Low, double LowButOne, double High)
{
    /// <summary>The bounds over all edges; products of float32 and integers below 2²⁴ are exact in double.</summary>
    public static InterceptBounds Of(ReadOnlySpan<int> sums, ReadOnlySpan<int> heights, float slope)
    {
        var (low, second) = (Vector256.Create(double.NegativeInfinity), Vector256.Create(double.NegativeInfinity));
        var high = Vector256.Create(double.PositiveInfinity);
        var factor = Vector256.Create((double)slope);
        for (var i = 0; i < sums.Length; i += Vector256<double>.Count)
        {
            if (i + Vector256<double>.Count > sums.Length)
            {
                return Merge(low, second, high, sums[i..], heights[i..], slope);
            }

            var sum = Avx.ConvertToVector256Double(Vector128.Create(sums.Slice(i, 4)));
            var middle = Avx.ConvertToVector256Double(Vector128.Create(heights.Slice(i, 4))) - Vector256.Create(0.5);
            var least = middle - (sum * factor);
            second = Vector256.Max(second, Vector256.Min(least, low));
            low = Vector256.Max(low, least);
            high = Vector256.Min(high, middle - ((sum - Vector256<double>.One) * factor));
        }

        return Merge(low, second, high, [], [], slope);
    }

    private static InterceptBounds Merge(Vector256<double> lows, Vector256<double> seconds, Vector256<double> highs, ReadOnlySpan<int> sums, ReadOnlySpan<int> heights, float slope)
    {
        var bounds = new InterceptBounds(double.NegativeInfinity, double.NegativeInfinity, double.PositiveInfinity);
        for (var lane = 0; lane < Vector256<double>.Count; lane++)
        {
            bounds = bounds.With(lows[lane], highs[lane]).With(seconds[lane], highs[lane]);
        }

        for (var i = 0; i < sums.Length; i++)
        {
            bounds = bounds.With(heights[i] - 0.5 - (sums[i] * (double)slope), heights[i] - 0.5 - ((sums[i] - 1) * (double)slope));
        }

        return bounds;
    }

    private InterceptBounds With(double low, double high) => new(Math.Max(Low, low), Math.Max(LowButOne, Math.Min(Low, low)), Math.Min(High, high));
}
