using Mrq.Core.Numerics;

namespace Mrq.Emulator.Numerics;

/// <summary>
/// σ(i/24) in Q0.16 for i = 0 … 255, from which LOGISTIC and TANH on int16 interpolate; σ is symmetric and tanh(x) = 2σ(2x) − 1.
/// The entries are not σ itself but lie below it by a sixteenth of its second difference, so that the chords err to both sides:
/// round(σ(i) − (σ(i+1) + σ(i−1) − 2σ(i)) / 16) is TFLite's table (<c>internal/common.h</c>, sigmoid_table_uint16)
/// but for its last entry, which is the function's limit.
/// </summary>
internal static class SigmoidTable
{
    private const int Last = 255;
    private static readonly ushort[] Entries = [.. Enumerable.Range(0, Last).Select(Entry), ushort.MaxValue];

    public static ReadOnlySpan<ushort> Values => Entries;

    /// <summary>σ in Q0.15 of value · multiplier / 2^shift in steps of 1 / (3 · 4096); for a negative one it is 1 − σ, with the tie rounded down.</summary>
    public static short Logistic(int value, int multiplier, int shift)
    {
        var x = Scaled(value, multiplier, shift);
        var sigma = Interpolate((uint)Math.Abs((long)x), 9, 0x7fff << 10);
        return (short)((x >= 0 ? sigma + (1 << 9) : (1 << 25) - sigma + (1 << 9) - 1) >> 10);
    }

    /// <summary>tanh in Q0.15 of the same: (σ − 1/2) in Q0.24 read as Q0.23, which doubles it.</summary>
    public static short Tanh(int value, int multiplier, int shift)
    {
        var x = Scaled(value, multiplier, shift);
        var half = Interpolate((uint)Math.Abs((long)x), 8, 0xffff << 8) - (1 << 23);
        return (short)((x >= 0 ? half + (1 << 7) : -half + (1 << 7) - 1) >> 8);
    }

    /// <summary>σ of a magnitude, 2^fractionBits of which are 1/24, in Q0.(16 + fractionBits).</summary>
    /// <param name="magnitude">Any; at the table's end the function has reached <paramref name="saturated"/>.</param>
    /// <param name="fractionBits">Bits to interpolate by.</param>
    /// <param name="saturated">The value beyond the table.</param>
    public static int Interpolate(uint magnitude, int fractionBits, int saturated)
    {
        var index = magnitude >> fractionBits;
        if (index >= Last)
        {
            return saturated;
        }

        var fraction = (int)(magnitude & ((1u << fractionBits) - 1));
        return (Entries[index] << fractionBits) + (fraction * (Entries[index + 1] - Entries[index]));
    }

    private static int Scaled(int value, int multiplier, int shift) => unchecked((value * multiplier) + (shift > 0 ? 1 << (shift - 1) : 0)) >> shift;

    private static ushort Entry(int i)
    {
        static double Sigmoid(int i) => 65536 / (1 + Math.Exp(-i / 24.0));
        var curvature = Sigmoid(i + 1) + Sigmoid(i - 1) - (2 * Sigmoid(i));
        return (ushort)FloatingPoint.Round(Sigmoid(i) - (curvature / 16));
    }
}
