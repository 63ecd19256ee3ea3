using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Layers;

/// <summary>How far two constants are apart as real numbers.</summary>
/// <param name="Count">Values of each.</param>
/// <param name="Differing">Those that are not the same number.</param>
/// <param name="Largest">The largest difference.</param>
/// <param name="LargestSteps">The same in steps of the first one's grid; null where it has none.</param>
public sealed record ConstantDifference(long Count, long Differing, double Largest, double? LargestSteps)
{
    /// <summary>Null where the two do not have as many numbers, or none.</summary>
    public static ConstantDifference? Of(Tensor a, Tensor b)
    {
        if (Reader(a) is not { } first || Reader(b) is not { } second || a.Shape.ElementCount != b.Shape.ElementCount)
        {
            return null;
        }

        var (differing, largest, steps) = (0L, 0d, 0d);
        for (var i = 0; i < a.Shape.ElementCount; i++)
        {
            var (value, step) = first(i);
            var difference = Math.Abs(value - second(i).Value);
            if (difference > 0 || double.IsNaN(difference))
            {
                differing++;
                largest = Math.Max(largest, difference);
                steps = Math.Max(steps, difference / step);
            }
        }

        return new ConstantDifference(a.Shape.ElementCount, differing, largest, a.Quantization is null ? null : steps);
    }

    /// <summary>Reads a value and the step of its grid; null for what is no constant of whole bytes, or has its channels in no dimension.</summary>
    private static Func<int, (double Value, double Step)>? Reader(Tensor tensor)
    {
        var size = tensor.Type.BitWidth() / 8;
        if (tensor.Data is not { } data || size == 0 || !NumpyTypes.IsSupported(tensor.Type) || data.Length != tensor.Shape.ElementCount * size
            || tensor.Quantization is { IsPerTensor: false } many && (many.Axis < 0 || many.Axis >= tensor.Shape.Rank || tensor.Shape[many.Axis] != many.Scales.Length))
        {
            return null;
        }

        if (tensor.Quantization is not { } quantization)
        {
            return i => (NumpyTypes.ReadDouble(tensor.Type, data.Span[(i * size)..]), 1);
        }

        var inner = quantization.IsPerTensor ? 1 : tensor.Shape.Dimensions.Skip(quantization.Axis + 1).Aggregate(1, (product, length) => product * length);
        return i =>
        {
            var channel = quantization.IsPerTensor ? 0 : i / inner % quantization.Scales.Length;
            double step = quantization.Scales[channel];
            return ((NumpyTypes.ReadDouble(tensor.Type, data.Span[(i * size)..]) - quantization.ZeroPoints[channel]) * step, step);
        };
    }
}
