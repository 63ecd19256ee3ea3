using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>
/// A graph in the integers of its file means what the converted one means: a tensor is the same, or uint8 of the same scale with zero point and values 128 higher. Which of the two it is
/// the scheme says.
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
            else if (!parameters.Contains(tensor) && stored.Tensors[tensor] is { Type: ElementType.Int8, Quantization: { } quantization } && scheme.ActivationStorage == ActivationStorage.UInt8 && MustMove(converted, tensor, quantization, scheme.Activations))
            {
                yield return Violation.Of(converted, tensor, "it is int8, where the scheme stores uint8.");
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
        var moves = before.Type == ElementType.Int8 && after.Type == ElementType.UInt8;
        if (before.Type != after.Type && (!moves || isParameter))
        {
            return Invariant($"it is stored as {after.Type.FieldName()}, and is {before.Type.FieldName()}.");
        }

        var higher = moves ? 128 : 0;
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
            if (own.Length != bytes.Length || (moves ? (sbyte)own[i] + higher != bytes[i] : own[i] != bytes[i]))
            {
                return Invariant($"its stored value {i} is another one.");
            }
        }

        return null;
    }
}
