using System.Numerics;

namespace Mrq.Audio.Micro;

/// <summary>The microfrontend's natural logarithm in integers: the binary one by a table of 128 straight pieces, with 16 fractional bits, times ln 2.</summary>
internal sealed class IntegerLogarithm
{
    private const int Bits = 16;
    private const int SegmentBits = 7;
    private const uint Half = 1u << (Bits - 1);

    /// <summary>⌊65536 ln 2⌋.</summary>
    private const uint NaturalOfTwo = 45426;

    /// <summary>How far log₂(1 + x) is over x at the ends of the pieces.</summary>
    private readonly int[] _excess = [.. Enumerable.Range(0, (1 << SegmentBits) + 1).Select(i => i / (double)(1 << SegmentBits)).Select(x => (int)Math.Round((Math.Log2(1 + x) - x) * (1 << Bits)))];

    /// <summary>ln(value) · 2^shift.</summary>
    /// <param name="value">At least 2.</param>
    /// <param name="shift">Fractional bits of the result.</param>
    public uint Of(uint value, int shift)
    {
        var integer = BitOperations.Log2(value);
        var rest = (int)(value - (1u << integer));
        rest = integer < Bits ? rest << (Bits - integer) : rest >> (integer - Bits);
        var segment = rest >> (Bits - SegmentBits);
        var (start, end) = (_excess[segment], _excess[segment + 1]);
        var inside = ((end - start) * (rest - (segment << (Bits - SegmentBits)))) >> Bits;
        var binary = ((uint)integer << Bits) + (uint)(rest + start + inside);
        var natural = (uint)((((ulong)NaturalOfTwo * binary) + Half) >> Bits);
        return ((natural << shift) + Half) >> Bits;
    }
}
