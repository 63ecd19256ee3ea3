using System.Numerics;

namespace Mrq.Audio.Micro;

/// <summary>
/// The microfrontend's per-channel amplitude normalization (Wang et al., "Trainable frontend for robust and far-field keyword spotting", 2017): a channel is multiplied by (noise + 80)^−0.95, which a table of
/// parabolas between powers of two gives, and compressed.
/// </summary>
internal sealed class ChannelGain
{
    private const double Strength = 0.95;
    private const float Offset = 80;
    private const int GainBits = 21;
    private const int RatioBits = 12;
    private const int OutputBits = 6;
    private const int Intervals = 32;

    private readonly int _shift;
    private readonly short _ofZero;
    private readonly short _ofOne;

    /// <summary>For each number of bits of the noise the parabola's value at the beginning of the interval, its slope and its curvature.</summary>
    private readonly (short Start, short Slope, short Curve)[] _parabolas = new (short, short, short)[Intervals + 1];

    public ChannelGain(int correctionBits)
    {
        _shift = GainBits - correctionBits - RatioBits;
        var noiseBits = NoiseReduction.SmoothingBits - correctionBits;
        (_ofZero, _ofOne) = (Gain(0, noiseBits), Gain(1, noiseBits));
        for (var bits = 2; bits <= Intervals; bits++)
        {
            var start = 1u << (bits - 1);
            var (atStart, atMiddle, atEnd) = (Gain(start, noiseBits), Gain(start + (start >> 1), noiseBits), Gain(bits == Intervals ? start + (start - 1) : 2 * start, noiseBits));
            var slope = (4 * (atMiddle - atStart)) - (atEnd - atStart);
            _parabolas[bits] = (atStart, (short)slope, (short)(atEnd - atStart - slope));
        }
    }

    public void Apply(Span<uint> signal, ReadOnlySpan<uint> noise)
    {
        for (var i = 0; i < signal.Length; i++)
        {
            var ratio = (uint)(((ulong)signal[i] * (uint)Gain(noise[i])) >> _shift);
            signal[i] = ratio < 2u << RatioBits ? (ratio * ratio) >> (2 + (2 * RatioBits) - OutputBits) : (ratio >> (RatioBits - OutputBits)) - (1 << OutputBits);
        }
    }

    private short Gain(uint noise)
    {
        if (noise < 2)
        {
            return noise == 0 ? _ofZero : _ofOne;
        }

        var bits = BitOperations.Log2(noise) + 1;
        var (start, slope, curve) = _parabolas[bits];
        if (noise == 2)
        {
            return start;
        }

        var place = (int)((bits < 11 ? noise << (11 - bits) : noise >> (bits - 11)) & 0x3FF);
        return (short)((((((curve * place) >> 5) + (slope << 5)) * place + (1 << 14)) >> 15) + start);
    }

    private static short Gain(uint noise, int noiseBits)
    {
        var gain = (1u << GainBits) * (float)Math.Pow((noise / (float)(1u << noiseBits)) + Offset, -(double)(float)Strength);
        return gain > short.MaxValue ? short.MaxValue : (short)(gain + 0.5f);
    }
}
