using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Linear;

/// <summary>Sums of products in a register below 32 bits, tap by tap as the register has them, and which windows cannot overflow it.</summary>
/// <remarks>
/// Whatever part of a window was summed, by the inequality of Cauchy and Schwarz its sum is at most √(Σx²·Σw²) in magnitude; so all sums fit where Σx²·Σw² ≤ (largest − |bias|)².
/// In a window that is beyond it, blocks of taps are added at once where the sum of their magnitudes leaves no way out of the register.
/// </remarks>
internal sealed class NarrowSums
{
    /// <summary>Taps that are added at once, if possible.</summary>
    private const int Block = 64;

    private readonly short[] _weights;
    private readonly int _depth;
    private readonly Accumulator _register;

    /// <summary>For each channel the largest Σx² that is safe; below zero where none is.</summary>
    private readonly int[] _safe;

    private NarrowSums(short[] weights, int depth, Accumulator register, int[] safe) => (_weights, _depth, _register, _safe, SafeEverywhere) = (weights, depth, register, safe, safe.Min());

    /// <summary>The largest Σx² that is safe for all channels.</summary>
    public int SafeEverywhere { get; }

    /// <summary>Null where Σx² need not fit 32 bits, and where nothing is summed.</summary>
    /// <param name="weights">Centered, [channel][tap], each of −255..255.</param>
    /// <param name="bias">One for each channel, at least one.</param>
    /// <param name="register">Of fewer than 32 bits.</param>
    public static NarrowSums? TryCreate(short[] weights, ReadOnlySpan<long> bias, Accumulator register)
    {
        var depth = weights.Length / bias.Length;
        if (depth == 0 || (long)depth * byte.MaxValue * byte.MaxValue > int.MaxValue)
        {
            return null;
        }

        var safe = new int[bias.Length];
        for (var channel = 0; channel < safe.Length; channel++)
        {
            var left = register.Maximum - (long)UInt128.Min((UInt128)Int128.Abs(bias[channel]), (ulong)register.Maximum + 1);
            var squares = 0L;
            foreach (var weight in weights.AsSpan(channel * depth, depth))
            {
                squares += weight * weight;
            }

            safe[channel] = left < 0 ? -1 : (int)Math.Min(left * left / Math.Max(squares, 1), int.MaxValue);
        }

        return new NarrowSums(weights, depth, register, safe);
    }

    /// <summary>Whether no sum of the channel over a window of these squares overflows.</summary>
    public bool IsSafe(int squares, int channel) => squares <= _safe[channel];

    /// <summary>The sum without its bias.</summary>
    /// <param name="window">Centered inputs, 0 where the window leaves the image.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="overflowed">Set where a sum did not fit.</param>
    public long Of(ReadOnlySpan<short> window, int channel, ref bool overflowed)
    {
        var weights = _weights.AsSpan(channel * _depth, _depth);
        var sum = 0L;
        for (var i = 0; i < weights.Length; i += Block)
        {
            var count = Math.Min(Block, weights.Length - i);
            if (count == Block && Avx2.IsSupported && Sums(window[i..], weights[i..]) is var (products, magnitudes) && _register.Holds(sum + magnitudes) && _register.Holds(sum - magnitudes))
            {
                sum += products;
                continue;
            }

            for (var tap = i; tap < i + count; tap++)
            {
                sum = _register.Add(sum, window[tap] * weights[tap], ref overflowed);
            }
        }

        return sum;
    }

    /// <summary>The products of a block, and their magnitudes. AVX2.</summary>
    private static (int Products, int Magnitudes) Sums(ReadOnlySpan<short> window, ReadOnlySpan<short> weights)
    {
        var inputs = MemoryMarshal.Cast<short, Vector256<short>>(window[..Block]);
        var factors = MemoryMarshal.Cast<short, Vector256<short>>(weights[..Block]);
        var (products, magnitudes) = (Vector256<int>.Zero, Vector256<int>.Zero);
        for (var i = 0; i < inputs.Length; i++)
        {
            products += Avx2.MultiplyAddAdjacent(inputs[i], factors[i]);
            magnitudes += Avx2.MultiplyAddAdjacent(Avx2.Abs(inputs[i]).AsInt16(), Avx2.Abs(factors[i]).AsInt16());
        }

        return (Vector256.Sum(products), Vector256.Sum(magnitudes));
    }
}
