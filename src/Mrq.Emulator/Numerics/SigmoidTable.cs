using Mrq.Core.Numerics;

namespace Mrq.Emulator.Reference;

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

    private static ushort Entry(int i)
    {
        static double Sigmoid(int i) => 65536 / (1 + Math.Exp(-i / 24.0));
        var curvature = Sigmoid(i + 1) + Sigmoid(i - 1) - (2 * Sigmoid(i));
        return (ushort)FloatingPoint.Round(Sigmoid(i) - (curvature / 16));
    }
}
