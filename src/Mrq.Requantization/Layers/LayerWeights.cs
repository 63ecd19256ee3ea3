using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Layers;

/// <summary>What became of a layer's weights.</summary>
internal static class LayerWeights
{
    /// <summary>What became of a layer whose constants are in the target.</summary>
    public static LayerReport Report(QuantizedGraph source, QuantizedGraph target, FoldedLayer folded, RoundedLayer rounded, ActivationFolding folding)
    {
        var layer = folded.Layer;
        var regridded = Enumerable.Range(0, rounded.Scales.Length).Count(row => !IsKept(folded, rounded.Scales[row], row));
        var errors = Enumerable.Range(0, rounded.Scales.Length).Select(row => RelativeError(folded.Rows[row], rounded.Integers[row], rounded.Scales[row])).ToArray();
        var (input, output) = (target.Tensors[layer.Input], target.Tensors[layer.Output]);
        var shifts = rounded.Scales.Select(scale => -FloatingPoint.Frexp((double)input.Quantization!.Scale * scale / output.Quantization!.Scale * (1 - 1e-9)).Exponent).ToArray();
        return new LayerReport
        {
            Operator = layer.Step,
            OperatorName = source.Operators[layer.Step].Name,
            Weights = source.Tensors[layer.Weights].Name,
            WeightCount = layer.Layout.Count,
            GridKept = regridded == 0,
            ClippedWeights = rounded.ClippedWeights,
            RegriddedChannels = regridded,
            WorstChannel = Array.IndexOf(errors, errors.Max()),
            WorstChannelError = Math.Round(errors.Max(), 6),
            BitsLost = Math.Round(Math.Log2(output.Quantization!.Scale / (source.Tensors[layer.Output].Quantization!.Scale * folding.Factors[layer.Output])), 3),
            SmallestShift = shifts.Min(),
            LargestShift = shifts.Max(),
            AccumulatorHeadroom = Headroom(target, layer, rounded),
        };
    }

    private static double RelativeError(double[] row, int[] integers, double scale)
    {
        var (error, power) = (0d, 0d);
        for (var i = 0; i < row.Length; i++)
        {
            var difference = row[i] - (integers[i] * scale);
            error += difference * difference;
            power += row[i] * row[i];
        }

        return power > 0 ? error / power : 0;
    }

    /// <summary>31 less the bits of the largest |Σ w·x + b| over all inputs of the type.</summary>
    private static int Headroom(QuantizedGraph target, LinearLayer layer, RoundedLayer rounded)
    {
        var input = target.Tensors[layer.Input];
        var (minimum, maximum) = input.Type.IntegerRange();
        long furthest = Math.Max(maximum - input.Quantization!.ZeroPoint, input.Quantization.ZeroPoint - minimum);
        var largest = 0L;
        for (var row = 0; row < rounded.Integers.Length; row++)
        {
            largest = Math.Max(largest, (rounded.Integers[row].Sum(weight => (long)Math.Abs(weight)) * furthest) + Math.Abs(BiasGrid.IntegerAt(target, layer, row)));
        }

        return 31 - (64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)largest));
    }

    /// <summary>Whether the source's grid or a halving of it is the row's.</summary>
    private static bool IsKept(FoldedLayer folded, double scale, int row)
    {
        if (folded.GridScales is not { } grids)
        {
            return false;
        }

        var ratio = grids[row] / scale;
        var whole = Math.Round(ratio);
        return whole >= 1 && Math.Abs(ratio - whole) <= 1e-6 * ratio;
    }
}
