using Mrq.Core.Graph;

namespace Mrq.Evaluation.Layers;

/// <summary>The weights of a layer before and after conversion as real values, in the source's units.</summary>
public static class WeightHistograms
{
    /// <summary>Source and target over the range of both; null when either is no 8-bit constant, its channels lie in no dimension, or all weights are equal.</summary>
    /// <param name="source">The source's.</param>
    /// <param name="target">The target's.</param>
    /// <param name="factors">What each of the target's is a multiple of; null for themselves. See <see cref="FoldedWeights"/>.</param>
    /// <param name="bins">Bins of each histogram.</param>
    public static (RealHistogram Source, RealHistogram Target)? Of(Tensor source, Tensor target, IReadOnlyList<double>? factors, int bins)
    {
        if (Values(source, null) is not { } before || Values(target, factors) is not { } after)
        {
            return null;
        }

        var low = before.Concat(after).Min(weight => weight.Value - (weight.Step / 2));
        var high = before.Concat(after).Max(weight => weight.Value + (weight.Step / 2));
        if (!(high > low) || !double.IsFinite(high - low))
        {
            return null;
        }

        return (Fill(before), Fill(after));
        RealHistogram Fill(List<(double Value, double Step)> weights)
        {
            var histogram = new RealHistogram(low, high, bins);
            weights.ForEach(weight => histogram.Add(weight.Value, weight.Step, 1));
            return histogram;
        }
    }

    /// <summary>Each weight in the order of memory, and the step that it stands for.</summary>
    internal static List<(double Value, double Step)>? Values(Tensor tensor, IReadOnlyList<double>? factors)
    {
        if (tensor is not { Quantization: { } quantization, Data: { IsEmpty: false } data, Type: ElementType.Int8 or ElementType.UInt8 }
            || (!quantization.IsPerTensor && (quantization.Axis < 0 || quantization.Axis >= tensor.Shape.Rank)))
        {
            // A file may name any dimension as that of its channels; runtimes go by the operator.
            return null;
        }

        var inner = 1;
        for (var axis = tensor.Shape.Rank - 1; axis > quantization.Axis && !quantization.IsPerTensor; axis--)
        {
            inner *= tensor.Shape[axis];
        }

        var values = new List<(double, double)>(data.Length);
        for (var i = 0; i < data.Length; i++)
        {
            var channel = quantization.IsPerTensor ? 0 : i / inner % quantization.Scales.Length;
            var level = tensor.Type.IntegerAt(data.Span, i);
            var step = quantization.Scales[channel] / (factors is null ? 1 : factors[i]);
            values.Add(((level - quantization.ZeroPoints[channel]) * step, step));
        }

        return values;
    }
}
