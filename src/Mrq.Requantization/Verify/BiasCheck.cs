using System.Buffers.Binary;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>
/// Biases are on the accumulator's grid, for every layer that reads them: int32, or int64 beside 16-bit activations, as many as output channels,
/// of no more bits than the target's biases have, zero point 0, and scale = input scale · weight scale as a float32 product; real numbers where the target adds them to real sums. Source: LiteRT <c>g3doc/performance/quantization_spec.md</c>.
/// </summary>
internal static class BiasCheck
{
    /// <summary>Room for the last bit of a product that was formed in double.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>Of accumulators of 48 bits, which TFLite requantizes, and of engines' 40-bit registers.</summary>
    private const int WideBits = 40;

    public static IEnumerable<Violation> Of(Conversion conversion)
    {
        var graph = conversion.Target;
        foreach (var layer in WeightedOperator.Of(graph))
        {
            if (layer.Bias is { } bias && Sentence(graph, layer, graph.Tensors[bias], conversion.Rules.Schemes(layer.Step)) is { } sentence)
            {
                yield return Violation.At(graph, layer.Step, bias, sentence);
            }
        }
    }

    private static string? Sentence(QuantizedGraph graph, WeightedOperator layer, Tensor bias, QuantizationScheme scheme) =>
        scheme.BiasScale == BiasScale.Real ? BrokenReal(bias, layer.Channels(graph)) : Broken(graph, layer, bias) ?? Beyond(bias, scheme);

    /// <summary>Real numbers have no scale, one for each channel, all finite.</summary>
    private static string? BrokenReal(Tensor bias, int channels)
    {
        if (bias.Type != ElementType.Float32 || bias.Quantization is not null)
        {
            return Invariant($"it is {bias.Type.FieldName()}, and the target adds biases as real numbers.");
        }

        var bytes = bias.Data!.Value.Span;
        if (bytes.Length != channels * sizeof(float))
        {
            return Invariant($"it has {bytes.Length / sizeof(float)} values for {channels} channels.");
        }

        for (var i = 0; i < channels; i++)
        {
            if (!float.IsFinite(BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..])))
            {
                return Invariant($"its value of channel {i} is no number.");
            }
        }

        return null;
    }

    /// <summary>The first value that needs more bits than the target's biases have: 40 beside 16-bit activations.</summary>
    private static string? Beyond(Tensor bias, QuantizationScheme scheme)
    {
        var isWide = bias.Type == ElementType.Int64;
        var (bits, size) = (isWide ? WideBits : scheme.BiasScale == BiasScale.Product ? scheme.BiasBits : QuantizationScheme.MostBiasBits, isWide ? sizeof(long) : sizeof(int));
        var bytes = bias.Data!.Value.Span;
        for (var i = 0; i < bytes.Length; i += size)
        {
            var value = isWide ? BinaryPrimitives.ReadInt64LittleEndian(bytes[i..]) : BinaryPrimitives.ReadInt32LittleEndian(bytes[i..]);
            if (value < -(1L << (bits - 1)) || value >= 1L << (bits - 1))
            {
                return Invariant($"its value {value} of channel {i / size} does not fit {bits} bits.");
            }
        }

        return null;
    }

    private static string? Broken(QuantizedGraph graph, WeightedOperator layer, Tensor bias)
    {
        var (input, weights) = (graph.Tensors[layer.Input], graph.Tensors[layer.Weights]);
        var type = input.Type == ElementType.Int16 ? ElementType.Int64 : ElementType.Int32;
        if (bias.Type != type)
        {
            return Invariant($"its type is {bias.Type.FieldName()}, beside {input.Type.FieldName()} it has to be {type.FieldName()}.");
        }

        var channels = layer.Channels(graph);
        if (bias.Shape.ElementCount != channels)
        {
            return Invariant($"it has {bias.Shape.ElementCount} values for {channels} channels.");
        }

        if (bias.Quantization is not { } quantization || input.Quantization is null || weights.Quantization is null)
        {
            return "it has no scale.";
        }

        if (quantization.ZeroPoints.Any(zeroPoint => zeroPoint != 0))
        {
            return "its zero point is not 0.";
        }

        if (quantization.Scales.Length != weights.Quantization.Scales.Length)
        {
            return Invariant($"it has {quantization.Scales.Length} scales, the weights {weights.Quantization.Scales.Length}.");
        }

        for (var i = 0; i < quantization.Scales.Length; i++)
        {
            var product = input.Quantization.Scale * weights.Quantization.Scales[i];
            if (!(Math.Abs(quantization.Scales[i] - product) <= Tolerance * product))
            {
                return Invariant($"its scale {quantization.Scales[i]} of channel {i} is not input scale times weight scale, {product}.");
            }
        }

        return null;
    }
}
