using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>
/// A sum of two 8-bit values, three requantizations of integers and their roundings included, as a plane of float32: rint(fma(left, a, fma(right, b, c))), clamped by whoever applies it. A plane that
/// gives every one of the 65,536 results is equal to the integers, which <see cref="TryFind"/> proves by looking at all of them. FMA.
/// </summary>
/// <param name="Left">About the left scale over the output's.</param>
/// <param name="Right">About the right scale over the output's, or less than 0 for a difference.</param>
/// <param name="Intercept">About what two zeros give.</param>
internal readonly record struct SumPlane(float Left, float Right, float Intercept) : ISumLanes
{
    private const int Values = 256;
    private const int Lanes = 8;

    /// <summary>Neighbours of the factors in float32 that are tried, by their distance.</summary>
    private static readonly int[] Distances = [0, 1, -1, 2, -2];

    /// <summary>Where in the interval that the results leave the intercept is tried.</summary>
    private static readonly double[] Places = [0.5, 0.35, 0.65, 0.2, 0.8, 0.05, 0.95];

    /// <summary>Where the results leave the intercept less room than this, roundings differ on both sides of zero, and no plane is near.</summary>
    private const double LeastWidth = -1e-3;

    public static bool HasZeroPoint => true;

    /// <summary>The plane of some results, or null where none was found.</summary>
    /// <param name="results">[left][right], by the bits of both.</param>
    /// <param name="left">What a left value's step is in the output's steps.</param>
    /// <param name="right">The same of a right one.</param>
    /// <param name="range">What results are clamped to.</param>
    /// <param name="isSigned">Whether values and results are int8.</param>
    public static SumPlane? TryFind(ReadOnlySpan<byte> results, double left, double right, (int Minimum, int Maximum) range, bool isSigned)
    {
        if (!Fma.IsSupported || !Avx2.IsSupported || !float.IsFinite((float)left) || !float.IsFinite((float)right))
        {
            return null;
        }

        var doubtful = 0;
        foreach (var distance in Distances)
        {
            foreach (var other in Distances)
            {
                var (a, b) = (FloatingPoint.Neighbour((float)left, distance), FloatingPoint.Neighbour((float)right, other));
                var (low, high) = Intercepts(results, a, b, range, isSigned);
                if (high - low < LeastWidth || !double.IsFinite(low) || !double.IsFinite(high))
                {
                    return null;
                }

                foreach (var place in high > low ? Places : [])
                {
                    var plane = new SumPlane(a, b, (float)(low + ((high - low) * place)));
                    if (plane.Gives(results, range, isSigned, ref doubtful))
                    {
                        return plane;
                    }
                }
            }
        }

        return null;
    }

    /// <summary>Eight sums before the clamp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Apply(Vector256<int> left, Vector256<int> right) => Avx.ConvertToVector256Int32(
        Fma.MultiplyAdd(Avx.ConvertToVector256Single(left), Vector256.Create(Left), Fma.MultiplyAdd(Avx.ConvertToVector256Single(right), Vector256.Create(Right), Vector256.Create(Intercept))));

    /// <summary>Between what the intercept has to lie so that every result is nearest; products and sums of these numbers are exact in double, or nearly.</summary>
    private static (double Low, double High) Intercepts(ReadOnlySpan<byte> results, double left, double right, (int Minimum, int Maximum) range, bool isSigned)
    {
        var (lows, highs) = (Vector256.Create(double.NegativeInfinity), Vector256.Create(double.PositiveInfinity));
        var (minimum, maximum) = (Vector256.Create((double)range.Minimum), Vector256.Create((double)range.Maximum));
        for (var i = 0; i < results.Length; i += Vector256<double>.Count)
        {
            var bits = Vector128.Create(results[i], results[i + 1], results[i + 2], results[i + 3]);
            var result = Avx.ConvertToVector256Double(isSigned ? (bits << 24) >> 24 : bits);
            var value = Vector256.Create(Value(i / Values, isSigned) * left) + (Vector256.Create(right) * (Vector256.Create((double)Value(i % Values, isSigned)) + Vector256.Create(0d, 1, 2, 3)));
            lows = Vector256.Max(lows, Vector256.ConditionalSelect(Vector256.Equals(result, minimum), Vector256.Create(double.NegativeInfinity), result - Vector256.Create(0.5) - value));
            highs = Vector256.Min(highs, Vector256.ConditionalSelect(Vector256.Equals(result, maximum), Vector256.Create(double.PositiveInfinity), result + Vector256.Create(0.5) - value));
        }

        var (low, high) = (double.NegativeInfinity, double.PositiveInfinity);
        for (var lane = 0; lane < Vector256<double>.Count; lane++)
        {
            (low, high) = (Math.Max(low, lows[lane]), Math.Min(high, highs[lane]));
        }

        return (low, high);
    }

    private static int Value(int bits, bool isSigned) => isSigned ? (sbyte)bits : bits;

    /// <summary>Whether all results are the plane's.</summary>
    /// <param name="results">[left][right].</param>
    /// <param name="range">What they are clamped to.</param>
    /// <param name="isSigned">Whether values and results are int8.</param>
    /// <param name="doubtful">The left value of which the last plane gave a wrong result: looked at first, since it is the likeliest to go wrong again.</param>
    private bool Gives(ReadOnlySpan<byte> results, (int Minimum, int Maximum) range, bool isSigned, ref int doubtful)
    {
        var first = doubtful;
        for (var i = 0; i < Values; i++)
        {
            var left = (first + i) % Values;
            if (!GivesRow(results.Slice(left * Values, Values), left, range, isSigned))
            {
                doubtful = left;
                return false;
            }
        }

        return true;
    }

    private bool GivesRow(ReadOnlySpan<byte> row, int left, (int Minimum, int Maximum) range, bool isSigned)
    {
        var (minimum, maximum) = (Vector256.Create(range.Minimum), Vector256.Create(range.Maximum));
        var value = Vector256.Create(Value(left, isSigned));
        for (var right = 0; right < Values; right += Lanes)
        {
            var bits = Avx2.ConvertToVector256Int32(Vector128.CreateScalar(BitConverter.ToUInt64(row[right..])).AsByte());
            var wanted = isSigned ? (bits << 24) >> 24 : bits;
            var given = Vector256.Min(Vector256.Max(Apply(value, Vector256.Create(Value(right, isSigned)) + Vector256<int>.Indices), minimum), maximum);
            if (given != wanted)
            {
                return false;
            }
        }

        return true;
    }
}
