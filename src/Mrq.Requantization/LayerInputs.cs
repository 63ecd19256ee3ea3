using Mrq.Requantization.Calibration;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Passes;

namespace Mrq.Requantization;

/// <summary>A layer's inputs as both graphs have computed them by now.</summary>
internal sealed class LayerInputs(Lockstep lockstep, LinearLayer layer, ParallelOptions parallel) : ILayerInputs
{
    /// <summary>Rows longer than this would need too large a covariance; they are rounded to the nearest.</summary>
    private const int LongestRow = 2304;

    public IReadOnlyList<InputMoments>? Moments(FoldedLayer folded, IReadOnlyList<RowGroup> groups)
    {
        if (layer.Layout.RowLength > LongestRow)
        {
            return null;
        }

        var (sources, targets) = lockstep.SampleInputs(layer);
        double targetScale = lockstep.Target.Tensors[layer.Input].Quantization!.Scale;
        var moments = new InputMoments[groups.Count];
        Parallel.For(0, groups.Count, parallel, group =>
        {
            var inputs = groups[group].Inputs;
            moments[group] = InputMoments.Of(
                [.. inputs.Select(input => sources[input])],
                [.. inputs.Select(input => targets[input])],
                [.. inputs.Select(input => folded.InputScales[input])],
                targetScale,
                parallel);
        });
        return moments;
    }

    public (double[] Source, double[] Target) Means() => lockstep.InputMeans(layer);
}
