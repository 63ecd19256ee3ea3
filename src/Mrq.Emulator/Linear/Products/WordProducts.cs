using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Emulator.Linear.Products;

/// <summary>
/// Sums of products of 16-bit values with weights of few bits, exact in 64 bits: AVX2 adds two products in 32 bits, which take as many pairs as fit whatever the values are, and are widened then.
/// </summary>
internal sealed class WordProducts
{
    /// <summary>Weights that are computed at a time.</summary>
    public const int Channels = 4;

    /// <summary>Values of a vector.</summary>
    private const int Lanes = 16;

    /// <summary>Fewer pairs in 32 bits are not worth it.</summary>
    private const int FewestPairs = 8;

    /// <summary>[channels at a time][vector][channel][value]; what is missing of channels and values is 0.</summary>
    private readonly short[] _weights;
    private readonly int _vectors;

    /// <summary>Pairs of products that 32 bits hold.</summary>
    private readonly int _pairs;

    private WordProducts(short[] weights, int vectors, int groups, int pairs) => (_weights, _vectors, Groups, _pairs) = (weights, vectors, groups, pairs);

    /// <summary>Channels at a time, of which there are so many.</summary>
    public int Groups { get; }

    /// <summary>Values of a row, zeros at its end included.</summary>
    public int Stride => _vectors * Lanes;

    /// <summary>Null where the machine cannot, or weights are too large for sums in 32 bits.</summary>
    /// <param name="weights">[channel][value].</param>
    /// <param name="channels">Rows of it.</param>
    public static WordProducts? TryCreate(ReadOnlySpan<short> weights, int channels)
    {
        var pairs = PairsOf(weights);
        if (!Avx2.IsSupported || channels == 0 || weights.IsEmpty || pairs < FewestPairs)
        {
            return null;
        }

        var (depth, groups) = (weights.Length / channels, (channels + Channels - 1) / Channels);
        var vectors = (depth + Lanes - 1) / Lanes;
        var packed = new short[(long)groups * Channels * vectors * Lanes];
        for (var channel = 0; channel < channels; channel++)
        {
            for (var i = 0; i < depth; i++)
            {
                packed[(((((channel / Channels * vectors) + (i / Lanes)) * Channels) + (channel % Channels)) * Lanes) + (i % Lanes)] = weights[(channel * depth) + i];
            }
        }

        return new WordProducts(packed, vectors, groups, pairs);
    }

    /// <summary>How many pairs of products of any 16-bit values with the largest of these weights 32 bits hold.</summary>
    public static int PairsOf(ReadOnlySpan<short> weights)
    {
        var largest = 1;
        foreach (var weight in weights)
        {
            largest = Math.Max(largest, Math.Abs((int)weight));
        }

        return int.MaxValue / (2 * -short.MinValue) / largest;
    }

    /// <summary>The sums of two rows of <see cref="Stride"/> values with the weights of a group: four of the first, then four of the second.</summary>
    public void Multiply(ReadOnlySpan<short> first, ReadOnlySpan<short> second, int group, Span<long> sums)
    {
        var weights = _weights.AsSpan(group * Channels * Stride, Channels * Stride);
        ref var a = ref MemoryMarshal.GetReference(first[..Stride]);
        ref var b = ref MemoryMarshal.GetReference(second[..Stride]);
        ref var w = ref MemoryMarshal.GetReference(weights);
        sums[..(2 * Channels)].Clear();
        for (var from = 0; from < _vectors; from += _pairs)
        {
            var to = Math.Min(_vectors, from + _pairs);
            Vector256<int> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
            for (var v = from; v < to; v++)
            {
                var place = (nuint)(v * Lanes);
                var (x, y) = (Vector256.LoadUnsafe(ref a, place), Vector256.LoadUnsafe(ref b, place));
                var weight = Vector256.LoadUnsafe(ref w, place * Channels);
                (a0, b0) = (a0 + Avx2.MultiplyAddAdjacent(x, weight), b0 + Avx2.MultiplyAddAdjacent(y, weight));
                weight = Vector256.LoadUnsafe(ref w, (place * Channels) + Lanes);
                (a1, b1) = (a1 + Avx2.MultiplyAddAdjacent(x, weight), b1 + Avx2.MultiplyAddAdjacent(y, weight));
                weight = Vector256.LoadUnsafe(ref w, (place * Channels) + (2 * Lanes));
                (a2, b2) = (a2 + Avx2.MultiplyAddAdjacent(x, weight), b2 + Avx2.MultiplyAddAdjacent(y, weight));
                weight = Vector256.LoadUnsafe(ref w, (place * Channels) + (3 * Lanes));
                (a3, b3) = (a3 + Avx2.MultiplyAddAdjacent(x, weight), b3 + Avx2.MultiplyAddAdjacent(y, weight));
            }

            sums[0] += Sum(a0);
            sums[1] += Sum(a1);
            sums[2] += Sum(a2);
            sums[3] += Sum(a3);
            sums[4] += Sum(b0);
            sums[5] += Sum(b1);
            sums[6] += Sum(b2);
            sums[7] += Sum(b3);
        }
    }

    private static long Sum(Vector256<int> values) => Vector256.Sum(Avx2.ConvertToVector256Int64(values.GetLower()) + Avx2.ConvertToVector256Int64(values.GetUpper()));
}
