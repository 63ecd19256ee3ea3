using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Core.Numerics;
using Mrq.Emulator.Linear.Products;
using Mrq.Emulator.Linear.Stages;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Recurrent;

/// <summary>Products of an LSTM that have the same values, such as those of all gates with the input, as one product of packed rows with a packed matrix.</summary>
internal sealed class LstmMatrix
{
    private const int Lanes = 8;
    private readonly PackedProduct<int> _product;
    private readonly Requantization _requantization;
    private readonly FixedPointMultiplier[] _factors;
    private readonly RequantizationLanes? _lanes;

    /// <param name="products">One below the other, of the same depth and zero point.</param>
    /// <param name="bound">What their sums can reach, which fits 32 bits.</param>
    public LstmMatrix(IReadOnlyList<LstmProduct> products, AccumulatorBound bound)
    {
        _requantization = products[0].Requantization;
        _factors = [.. products.SelectMany(product => Enumerable.Repeat(product.Factor, product.Rows))];
        _lanes = HighProduct.IsSupported ? RequantizationLanes.TryCreate(_requantization, _factors, bound, negativesAreClamped: false) : null;
        short[] weights = [.. products.SelectMany(product => product.Weights.ToArray()).Select(weight => (short)weight)];
        var stage = new SumStage([.. products.SelectMany(product => product.Bias.ToArray()).Select(bias => (int)bias)]);
        _product = PackedProduct<int>.Create(weights, _factors.Length, inputIsSigned: true, products[0].ZeroPoint, stage);
    }

    /// <summary>Rows of all its products.</summary>
    public int Rows => _factors.Length;

    /// <summary>Words that a packed row of values takes.</summary>
    public int Words => _product.Packer.Words;

    /// <summary>The requantized products of some rows of values.</summary>
    /// <param name="values">Row after row.</param>
    /// <param name="count">How many.</param>
    /// <param name="packed">Takes <see cref="Words"/> for each.</param>
    /// <param name="results">Takes <see cref="Rows"/> for each.</param>
    public void Multiply(ReadOnlySpan<sbyte> values, int count, Span<int> packed, Span<int> results)
    {
        var packer = _product.Packer;
        var bytes = MemoryMarshal.AsBytes(values);
        for (var i = 0; i < count; i++)
        {
            packer.Pack(bytes.Slice(i * packer.Depth, packer.Depth), packed.Slice(i * packer.Words, packer.Words), 0);
        }

        _product.Multiply(packed[..(count * packer.Words)], count, results);
        for (var i = 0; i < count; i++)
        {
            Requantize(results.Slice(i * Rows, Rows));
        }
    }

    private void Requantize(Span<int> sums)
    {
        var i = 0;
        ref var first = ref MemoryMarshal.GetReference(sums);
        for (; _lanes is not null && i <= sums.Length - Lanes; i += Lanes)
        {
            Requantize(_lanes, ref Unsafe.Add(ref first, i), (nuint)i);
        }

        for (; i < sums.Length; i++)
        {
            sums[i] = _requantization.Apply(sums[i], _factors[i]);
        }
    }

    private static void Requantize(RequantizationLanes lanes, ref int sums, nuint channel)
    {
        if (!Avx2.IsSupported)
        {
            lanes.Apply(Vector128.LoadUnsafe(ref sums), channel).StoreUnsafe(ref sums);
            lanes.Apply(Vector128.LoadUnsafe(ref sums, 4), channel + 4).StoreUnsafe(ref sums, 4);
        }
        else if (lanes.HasThresholds)
        {
            lanes.Load<TiesAway>(channel).Apply(Vector256.LoadUnsafe(ref sums)).StoreUnsafe(ref sums);
        }
        else
        {
            lanes.Load<TiesUp>(channel).Apply(Vector256.LoadUnsafe(ref sums)).StoreUnsafe(ref sums);
        }
    }
}
