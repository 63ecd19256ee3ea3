using System.Globalization;
using Mrq.Core.Graph;

namespace Mrq.Formats.Onnx.Constants;

/// <summary>Scales and zero points as inputs of nodes hold them.</summary>
internal static class QuantizationReader
{
    /// <summary>The quantization of a QuantizeLinear's output or a DequantizeLinear's input, and of a QOperator's operands.</summary>
    /// <param name="node">The node; its <c>axis</c> counts where there are several scales.</param>
    /// <param name="constants">What is known.</param>
    /// <param name="scale">The scale's name.</param>
    /// <param name="zeroPoint">The zero point's name; null where there is none.</param>
    /// <param name="shape">The shape of what is quantized.</param>
    /// <param name="typeWithoutZeroPoint">The type where no zero point says it.</param>
    /// <param name="axis">The axis of several scales, where the node has no such attribute.</param>
    /// <exception cref="UnmappedException">The quantization is not one that a graph here can have.</exception>
    public static (ElementType Type, QuantizationParameters Parameters) Read(OnnxNode node, ConstantFolder constants, string scale, string? zeroPoint, TensorShape shape, ElementType? typeWithoutZeroPoint = null, int? axis = null)
    {
        if (node.Int("block_size", 0) != 0)
        {
            throw new UnmappedException("blocks of an axis have scales of their own");
        }

        var scales = (constants.Find(scale) ?? throw new UnmappedException("the scale is computed, not a constant")).Singles() ?? throw new UnmappedException("the scale is no real number");
        var points = zeroPoint is null ? null : constants.Find(zeroPoint) ?? throw new UnmappedException("the zero point is computed, or of a type that is no integer (float8, float4)");
        var zeroPoints = points?.Integers() ?? (points is null ? [0L] : throw new UnmappedException("the zero point is no integer"));
        var type = points?.Type ?? typeWithoutZeroPoint ?? (node.Int("output_dtype", 0) is var output and not 0 ? ArrayTypes.Find((int)output) ?? throw new UnmappedException($"values are quantized to {ArrayTypes.NameOf((int)output)}") : ElementType.UInt8);
        foreach (var value in scales)
        {
            if (!(value > 0) || !float.IsFinite(value))
            {
                throw new UnmappedException(string.Create(CultureInfo.InvariantCulture, $"a scale is {value}, not a positive number"));
            }
        }

        if (constants.Merged.TryGetValue(node, out var merged))
        {
            return merged.Scale > 0 ? (type, merged) : throw new UnmappedException("two quantizations in a row have ranges with nothing in common");
        }

        if (scales.Length == 1)
        {
            return (type, new QuantizationParameters(scales[0], zeroPoints.Distinct().Count() == 1 ? zeroPoints[0] : throw new UnmappedException("one scale has several zero points")));
        }

        var given = (int)Math.Clamp(axis ?? node.Int("axis", 1), -100, 100);
        var at = given < 0 ? given + shape.Rank : given;
        if (at < 0 || at >= shape.Rank || shape[at] != scales.Length)
        {
            throw new UnmappedException($"{scales.Length} scales do not count axis {given} of {shape}");
        }

        return zeroPoints.Length == 1 || zeroPoints.Length == scales.Length
            ? (type, new QuantizationParameters([.. scales], zeroPoints.Length == 1 ? [.. Enumerable.Repeat(zeroPoints[0], scales.Length)] : [.. zeroPoints], at))
            : throw new UnmappedException($"{scales.Length} scales have {zeroPoints.Length} zero points");
    }
}
