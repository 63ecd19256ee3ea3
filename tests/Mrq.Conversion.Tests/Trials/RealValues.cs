using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Conversion.Tests.Trials;

/// <summary>From a tensor's bytes to real numbers and back.</summary>
internal static class RealValues
{
    public static double Of(QuantizationParameters quantization, long integer) => quantization.Scale * (double)(integer - quantization.ZeroPoint);

    /// <summary>What a tensor's bytes stand for; factors and zero points that conversion folded away are undone.</summary>
    public static double[] Decode(Tensor tensor, ReadOnlySpan<byte> bytes, FoldedActivation? folded = null)
    {
        var values = new double[tensor.Shape.ElementCount];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = tensor.Type switch
            {
                ElementType.Float32 => MemoryMarshal.Cast<byte, float>(bytes)[i],
                ElementType.Int32 => MemoryMarshal.Cast<byte, int>(bytes)[i],
                ElementType.Int64 => MemoryMarshal.Cast<byte, long>(bytes)[i],
                ElementType.Bool => bytes[i],
                _ => tensor.Type.IntegerAt(bytes, i),
            };
            if (tensor.Quantization is { } quantization)
            {
                values[i] = quantization.Scale * (values[i] - quantization.ZeroPoint - (folded?.ZeroPoint ?? 0)) / (folded?.Factors[i % folded.Factors.Length] ?? 1);
            }
        }

        return values;
    }

    public static void Encode(ReadOnlySpan<double> values, Tensor tensor, Span<byte> bytes)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var value = tensor.Quantization is { } quantization ? FloatingPoint.Round((values[i] / quantization.Scale) + quantization.ZeroPoint) : values[i];
            switch (tensor.Type)
            {
                case ElementType.Float32:
                    MemoryMarshal.Cast<byte, float>(bytes)[i] = (float)value;
                    break;
                case ElementType.Int32:
                    MemoryMarshal.Cast<byte, int>(bytes)[i] = (int)value;
                    break;
                case ElementType.Int64:
                    MemoryMarshal.Cast<byte, long>(bytes)[i] = (long)value;
                    break;
                default:
                    SetInteger(tensor.Type, bytes, i, value);
                    break;
            }
        }
    }

    /// <summary>Writes an element of an 8- or 16-bit type, clamped to it.</summary>
    public static void SetInteger(ElementType type, Span<byte> bytes, int index, double value)
    {
        var (minimum, maximum) = type.IntegerRange();
        var integer = (int)Math.Clamp(value, minimum, maximum);
        if (type == ElementType.Int16)
        {
            MemoryMarshal.Cast<byte, short>(bytes)[index] = (short)integer;
        }
        else
        {
            bytes[index] = unchecked((byte)integer);
        }
    }
}
