using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Requantization.Regularization;

/// <summary>
/// TFLite's int8 convolutions multiply int8 weights as they stand, whatever zero point the file gives them, while its FULLY_CONNECTED takes a
/// zero point of the whole tensor off. What the source computes is converted, so the zero points that it ignores go.
/// </summary>
/// <remarks>Source: <c>reference/integer_ops/conv.h</c> and <c>depthwise_conv.h</c>, which have no filter offset; <c>fully_connected.cc</c>.</remarks>
internal static class IgnoredZeroPoints
{
    /// <summary>The graph without them, and a warning for each.</summary>
    public static QuantizedGraph Remove(QuantizedGraph graph, ICollection<(MrqCode Code, string Message)> warnings)
    {
        var replaced = new Dictionary<int, Tensor>();
        for (var step = 0; step < graph.Operators.Length; step++)
        {
            if (!graph.Operators[step].Traits.IsLinear || graph.Operators[step].InputOf(InputRole.Weights) is not { } index)
            {
                continue;
            }

            var weights = graph.Tensors[index];
            var ignores = graph.Operators[step] is not FullyConnected || weights.Quantization is { IsPerTensor: false };
            if (ignores && weights.Type == ElementType.Int8 && weights.Quantization is { } quantization && quantization.ZeroPoints.Any(zeroPoint => zeroPoint != 0))
            {
                replaced[index] = weights with { Quantization = new QuantizationParameters(quantization.Scales, [.. new long[quantization.Scales.Length]], quantization.Axis) };
                warnings.Add((MrqCodes.IgnoredZeroPoint, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{graph.Describe(step)}: the int8 weights '{weights.Name}' have zero point {quantization.ZeroPoints.First(zeroPoint => zeroPoint != 0)}, which TFLite ignores here; the model was converted as TFLite computes it.")));
            }
        }

        return replaced.Count == 0 ? graph : graph.WithTensors(replaced);
    }
}
