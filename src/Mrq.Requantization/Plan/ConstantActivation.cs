using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Plan;

/// <summary>An activation under its new parameters; one that is a constant, such as an operand of ADD, has its values rounded to them.</summary>
internal static class ConstantActivation
{
    public static Tensor Encode(Tensor source, TensorRule rule, QuantizationParameters target, double factor) => source with
    {
        Type = rule.Type,
        Quantization = target,
        Data = source.Data is { } data ? Values(data.Span, source, rule, target, factor) : (ReadOnlyMemory<byte>?)null,
    };

    /// <summary>One integer of a type of 8 or 16 bits, little-endian.</summary>
    public static byte[] Element(int value, ElementType type)
    {
        var bytes = new byte[type.BitWidth() / 8];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = unchecked((byte)(value >> (8 * i)));
        }

        return bytes;
    }

    private static byte[] Values(ReadOnlySpan<byte> data, Tensor source, TensorRule rule, QuantizationParameters target, double factor)
    {
        var count = data.Length / (source.Type.BitWidth() / 8);
        var width = rule.Type.BitWidth() / 8;
        var encoded = new byte[count * width];
        for (var i = 0; i < count; i++)
        {
            var real = factor * source.Quantization!.Scale * (source.Type.IntegerAt(data, i) - source.Quantization.ZeroPoint);
            var integer = FloatingPoint.RoundAndClamp((real / target.Scale) + target.ZeroPoint, rule.Minimum, rule.Maximum);
            if (width == 1)
            {
                encoded[i] = unchecked((byte)integer);
            }
            else
            {
                MemoryMarshal.Cast<byte, short>(encoded.AsSpan())[i] = (short)integer;
            }
        }

        return encoded;
    }
}
