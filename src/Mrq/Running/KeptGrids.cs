using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;

namespace Mrq;

/// <summary>
/// Whether a conversion leaves each tensor on the grid that it has: scales stay, integers stay or all move by the one number between uint8 and int8, weights
/// lose their zero point without leaving the target's range.
/// </summary>
internal static class KeptGrids
{
    /// <summary>The first tensor for which that is not so, in a sentence; null where it is so for all.</summary>
    public static string? Broken(QuantizedGraph graph, QuantizationScheme scheme)
    {
        var (weights, biases) = SchemeCheck.Parameters(graph);
        var schemes = SchemeCheck.SchemesOf(graph, scheme);
        return Enumerable.Range(0, graph.Tensors.Length)
            .Where(index => graph.Tensors[index].Quantization is not null && !biases.Contains(index))
            .Select(index => weights.Contains(index) ? OfWeights(graph.Tensors[index], schemes[index].Weights) : OfActivation(graph.Tensors[index], schemes[index].Activations))
            .FirstOrDefault(broken => broken is not null);
    }

    private static string? OfActivation(Tensor tensor, TensorRule rule) =>
        tensor.Type.BitWidth() != rule.Type.BitWidth() ? $"'{SafeText.Name(tensor.Name)}' is {tensor.Type.FieldName()} and becomes {rule.Type.FieldName()}."
        : !rule.KeepsGrids ? $"'{SafeText.Name(tensor.Name)}' gets another scale: activations of this target have {Restriction(rule)}."
        : tensor.Quantization!.Scale < rule.SmallestScale ? string.Create(CultureInfo.InvariantCulture, $"'{SafeText.Name(tensor.Name)}' gets another scale: this target has none under {rule.SmallestScale}.")
        : null;

    private static string Restriction(TensorRule rule) => rule.Form == ScaleForm.PowerOfTwo ? "scales 2^k"
        : rule.ZeroPoint != ZeroPointRule.Free ? "zero point 0"
        : string.Create(CultureInfo.InvariantCulture, $"the range {rule.Minimum}..{rule.Maximum}");

    private static string? OfWeights(Tensor tensor, TensorRule rule)
    {
        var quantization = tensor.Quantization!;
        if (rule.Granularity == Granularity.PerTensor && quantization.Scales.Distinct().Count() > 1)
        {
            return $"'{SafeText.Name(tensor.Name)}' has a scale for each channel and gets one.";
        }

        if (rule.Form == ScaleForm.PowerOfTwo && !quantization.Scales.All(scale => PowerOfTwo.Is(scale)))
        {
            return $"'{SafeText.Name(tensor.Name)}' has a scale that is no power of two.";
        }

        return rule.ZeroPoint != ZeroPointRule.Free && Furthest(tensor) is var (least, most) && (least < rule.Minimum || most > rule.Maximum)
            ? string.Create(CultureInfo.InvariantCulture, $"'{SafeText.Name(tensor.Name)}' reaches {least}..{most} around its zero point, beyond {rule.Minimum}..{rule.Maximum}.")
            : null;
    }

    /// <summary>The least and the largest integer without its zero point; of weights that are not 8 bits wide what their type allows.</summary>
    private static (int Least, int Most) Furthest(Tensor tensor)
    {
        var zeroPoints = tensor.Quantization!.ZeroPoints;
        var (least, most) = tensor.Type.IntegerRange() is var range && tensor.Type.BitWidth() == 8 && tensor.Data is { IsEmpty: false } data ? Extremes(tensor.Type, data.Span) : (range.Minimum, range.Maximum);
        return ((int)(least - zeroPoints.Max()), (int)(most - zeroPoints.Min()));
    }

    private static (int Least, int Most) Extremes(ElementType type, ReadOnlySpan<byte> data)
    {
        var (least, most) = (int.MaxValue, int.MinValue);
        for (var i = 0; i < data.Length; i++)
        {
            var value = type.IntegerAt(data, i);
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        }

        return (least, most);
    }
}
