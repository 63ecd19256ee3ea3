using System.Buffers.Binary;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>
/// A graph in the integers of its file means what the converted one means: a tensor is the same, or uint8 of the same scale with zero point and values 128 higher, or uint16 with
/// both 32768 higher. Which it is the scheme says.
/// </summary>
internal static class StorageCheck
{
    /// <summary>Whose kernels read and write integers of different types.</summary>
    private static readonly HashSet<string> TakesBoth = new(StringComparer.Ordinal) { "CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "QUANTIZE", "DEQUANTIZE" };

    public static IEnumerable<Violation> Of(QuantizedGraph converted, QuantizedGraph stored, QuantizationScheme scheme)
    {
        var layers = WeightedOperator.Of(converted).ToArray();
        var parameters = layers.SelectMany(layer => new[] { layer.Weights, layer.Bias ?? -1 }).ToHashSet();
        for (var tensor = 0; tensor < converted.Tensors.Length; tensor++)
        {
            if (Broken(converted.Tensors[tensor], stored.Tensors[tensor], parameters.Contains(tensor)) is { } sentence)
            {
                yield return Violation.Of(converted, tensor, sentence);
            }
            else if (!parameters.Contains(tensor) && stored.Tensors[tensor] is { Type: ElementType.Int8 or ElementType.Int16, Quantization: { } quantization } own && scheme.ActivationStorage == (own.Type == ElementType.Int8 ? ActivationStorage.UInt8 : ActivationStorage.UInt16) && MustMove(converted, tensor, quantization, scheme.Activations))
            {
                yield return Violation.Of(converted, tensor, own.Type == ElementType.Int8 ? "it is int8, where the scheme stores uint8." : "it is int16, where the scheme stores uint16.");
            }
        }
    }

    private static bool MustMove(QuantizedGraph graph, int tensor, QuantizationParameters quantization, TensorRule rule)
    {
        var around = graph.Operators.Where(step => step.Inputs.Contains(tensor) || step.Outputs.Contains(tensor)).ToArray();
        return around.Length > 0 && (rule.ZeroPoint != ZeroPointRule.ZeroOrMinimum || (quantization.ZeroPoint == rule.Minimum && Array.TrueForAll(around, step => TakesBoth.Contains(step.Name))));
    }

    private static string? Broken(Tensor before, Tensor after, bool isParameter)
    {
        var moves = (before.Type == ElementType.Int8 && after.Type == ElementType.UInt8) || (before.Type == ElementType.Int16 && after.Type == ElementType.UInt16);
        var (width, half) = before.Type == ElementType.Int16 ? (2, 32768) : (1, 128);
        if (before.Type != after.Type && (!moves || isParameter))
        {
            return Invariant($"it is stored as {after.Type.FieldName()}, and is {before.Type.FieldName()}.");
        }

        var higher = moves ? half : 0;
        if (before.Quantization is { } parameters && (after.Quantization is not { } written || !written.Scales.AsSpan().SequenceEqual(parameters.Scales.AsSpan()) || !written.ZeroPoints.SequenceEqual(parameters.ZeroPoints.Select(zeroPoint => zeroPoint + higher))))
        {
            return Invariant($"its stored scale and zero point are not its own, the latter {higher} higher.");
        }

        if (before.IsConstant != after.IsConstant)
        {
            return "it is a constant in one of the two alone.";
        }

        var own = (before.Data ?? default).Span;
        var bytes = (after.Data ?? default).Span;
        for (var i = 0; i < Math.Max(own.Length, bytes.Length); i++)
        {
            if (own.Length != bytes.Length || (!moves && own[i] != bytes[i]) || (moves && i % width == 0 && Value(own[i..], before.Type) + higher != Value(bytes[i..], after.Type)))
            {
                return Invariant($"its stored value {i / width} is another one.");
            }
        }

        return null;
    }

    private static int Value(ReadOnlySpan<byte> bytes, ElementType type) => type switch
    {
        ElementType.Int8 => (sbyte)bytes[0],
        ElementType.UInt8 => bytes[0],
        ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
    };
}
