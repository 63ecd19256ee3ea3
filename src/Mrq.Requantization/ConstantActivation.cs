using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;

namespace Mrq.Requantization;

/// <summary>An activation under its new parameters; one that is a constant, such as an operand of ADD, has its values rounded to them.</summary>
internal static class ConstantActivation
{
    public static Tensor Encode(Tensor source, TensorRule rule, QuantizationParameters target, double factor) => source with
    {
        Type = rule.Type,
        Quantization = target,
        Data = source.Data is { } data ? Values(data.Span, source, rule, target, factor) : (ReadOnlyMemory<byte>?)null,
    };

    private static byte[] Values(ReadOnlySpan<byte> data, Tensor source, TensorRule rule, QuantizationParameters target, double factor)
    {
        var encoded = new byte[data.Length];
        for (var i = 0; i < data.Length; i++)
        {
            var q = source.Type == ElementType.UInt8 ? data[i] : (int)(sbyte)data[i];
            var real = factor * source.Quantization!.Scale * (q - source.Quantization.ZeroPoint);
            encoded[i] = unchecked((byte)FloatingPoint.RoundAndClamp((real / target.Scale) + target.ZeroPoint, rule.Minimum, rule.Maximum));
        }

        return encoded;
    }
}
