using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization;

/// <summary>What a scheme's rule for weights comes to in one layer, and what became of it.</summary>
internal static class LayerWeights
{
    /// <summary>TFLite's FULLY_CONNECTED takes per-channel weights only in recent versions; one scale serves all of them.</summary>
    public static TensorRule RuleFor(TensorRule weights, Operator step) =>
        step is FullyConnected ? weights with { Granularity = Granularity.PerTensor } : weights;

    public static LayerReport Report(QuantizedGraph source, FoldedLayer folded, RoundedLayer rounded)
    {
        var regridded = Enumerable.Range(0, rounded.Scales.Length).Count(row => !IsKept(folded, rounded.Scales[row], row));
        return new LayerReport
        {
            Operator = folded.Layer.Step,
            OperatorName = source.Operators[folded.Layer.Step].Name,
            Weights = source.Tensors[folded.Layer.Weights].Name,
            WeightCount = folded.Layer.WeightCount(source),
            GridKept = regridded == 0,
            ClippedWeights = rounded.ClippedWeights,
            RegriddedChannels = regridded,
        };
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
