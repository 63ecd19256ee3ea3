using Mrq.Requantization.Layers;

namespace Mrq.Requantization.Passes;

/// <summary>The integers of all rows at their scales, and the biases that go with them: exact but for the weights' rounding.</summary>
internal sealed class RoundingPass : ILayerPass
{
    public string Name => PassNames.Rounding;

    public LayerState Run(LayerState state, ConversionContext context)
    {
        var integers = new RowRounding(state, context.Parallel).Round(state.Scales);
        var clipped = state.Folded.Rows.Select((row, index) => RoundedLayer.CountClipped(row, state.Scales[index], state.Ranges.Of(index).Minimum, state.Ranges.Of(index).Maximum)).Sum();
        var rounded = new RoundedLayer(integers, state.Scales, clipped);
        return state with { Rounded = rounded, Bias = state.Folded.Layer.Bias is null ? null : ZeroPointFolding.Bias(state.Folded, rounded, state.Units) };
    }
}
