using System.Numerics;
using System.Runtime.InteropServices;

namespace Mrq.Core.Graph;

/// <summary>How the 8- or 16-bit integers of a tensor mean real numbers: (q − zero point) · scale of the channel, the last dimension.</summary>
/// <param name="Type">The integers' type.</param>
/// <param name="ZeroPoint">Their zero point.</param>
/// <param name="Scales">One scale for all, or one for each channel.</param>
public sealed record QuantizedValues(ElementType Type, int ZeroPoint, double[] Scales)
{
    /// <summary>Σ x² and Σ (x − y)² over two tensors of one shape, both added in the order of memory.</summary>
    /// <param name="bytes">The values x of this tensor.</param>
    /// <param name="other">How another tensor's integers mean its values y.</param>
    /// <param name="otherBytes">These.</param>
    public (double Signal, double Noise) Compare(ReadOnlySpan<byte> bytes, QuantizedValues other, ReadOnlySpan<byte> otherBytes) => Type switch
    {
        ElementType.UInt8 => CompareWith(bytes, other, otherBytes),
        ElementType.Int8 => CompareWith(MemoryMarshal.Cast<byte, sbyte>(bytes), other, otherBytes),
        _ => CompareWith(MemoryMarshal.Cast<byte, short>(bytes), other, otherBytes),
    };

    private (double Signal, double Noise) CompareWith<T>(ReadOnlySpan<T> values, QuantizedValues other, ReadOnlySpan<byte> bytes)
        where T : unmanaged, IBinaryInteger<T> => other.Type switch
        {
            ElementType.UInt8 => CompareAll(values, other, bytes),
            ElementType.Int8 => CompareAll(values, other, MemoryMarshal.Cast<byte, sbyte>(bytes)),
            _ => CompareAll(values, other, MemoryMarshal.Cast<byte, short>(bytes)),
        };

    /// <summary>A loop for each pair of types: a switch for each value takes longer than all of the rest.</summary>
    private (double Signal, double Noise) CompareAll<T, TOther>(ReadOnlySpan<T> values, QuantizedValues other, ReadOnlySpan<TOther> others)
        where T : unmanaged, IBinaryInteger<T>
        where TOther : unmanaged, IBinaryInteger<TOther>
    {
        var (signal, noise, channel, otherChannel) = (0d, 0d, 0, 0);
        for (var i = 0; i < values.Length; i++)
        {
            var x = (int.CreateTruncating(values[i]) - ZeroPoint) * Scales[channel];
            var difference = x - ((int.CreateTruncating(others[i]) - other.ZeroPoint) * other.Scales[otherChannel]);
            signal += x * x;
            noise += difference * difference;
            channel = channel + 1 < Scales.Length ? channel + 1 : 0;
            otherChannel = otherChannel + 1 < other.Scales.Length ? otherChannel + 1 : 0;
        }

        return (signal, noise);
    }

    /// <summary>
    /// Writes each value as the nearest integer that means it for another tensor, saturated at the ends of the type. Ties go away from zero, where those of a QUANTIZE depend on its
    /// multiplier; apart from these it gives the same integers.
    /// </summary>
    /// <param name="bytes">The values of this tensor.</param>
    /// <param name="other">How the other tensor's integers mean its values.</param>
    /// <param name="otherBytes">Gets as many values.</param>
    public void ConvertTo(ReadOnlySpan<byte> bytes, QuantizedValues other, Span<byte> otherBytes)
    {
        var (minimum, maximum) = other.Type.IntegerRange();
        var count = bytes.Length / (Type.BitWidth() / 8);
        var (channel, otherChannel) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var real = ((int)Type.IntegerAt(bytes, i) - ZeroPoint) * Scales[channel];
            var integer = (int)Math.Clamp(Math.Round(real / other.Scales[otherChannel], MidpointRounding.AwayFromZero) + other.ZeroPoint, minimum, maximum);
            if (other.Type == ElementType.Int16)
            {
                MemoryMarshal.Cast<byte, short>(otherBytes)[i] = (short)integer;
            }
            else
            {
                otherBytes[i] = (byte)integer;
            }

            channel = channel + 1 < Scales.Length ? channel + 1 : 0;
            otherChannel = otherChannel + 1 < other.Scales.Length ? otherChannel + 1 : 0;
        }
    }
}
