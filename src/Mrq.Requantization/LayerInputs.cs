using Mrq.Requantization.Calibration;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Passes;

namespace Mrq.Requantization;

/// <summary>A layer's inputs as both graphs have computed them by now. The samples are looked at once, when the first pass asks.</summary>
internal sealed class LayerInputs : ILayerInputs
{
    /// <summary>Rows longer than this would need too large a covariance; they are rounded to the nearest.</summary>
    private const int LongestRow = 2304;

    /// <summary>Fewer positions at once leave the products' loops too short, more do not stay in a core's cache.</summary>
    private const int BlockPositions = 2048;

    /// <summary>Values of a block that many short rows look at; their loops are short anyway.</summary>
    private const int BlockValues = 1 << 22;

    private readonly PairedRun _run;
    private readonly LinearLayer _layer;
    private readonly ParallelOptions _parallel;
    private readonly LayerMomentSums? _moments;
    private readonly Lazy<(LinearInputSums Source, LinearInputSums Target)> _sums;

    public LayerInputs(PairedRun run, LinearLayer layer, ParallelOptions parallel)
    {
        (_run, _layer, _parallel) = (run, layer, parallel);
        _moments = layer.Layout.RowLength > LongestRow ? null : new LayerMomentSums(layer);
        _sums = new(Look);
    }

    public IReadOnlyList<InputMoments>? Moments(FoldedLayer folded)
    {
        if (_moments is null)
        {
            return null;
        }

        _ = _sums.Value;
        return _moments.Moments(folded.InputScales, _run.Target.Tensors[_layer.Input].Quantization!.Scale, _parallel);
    }

    public (double[] Source, double[] Target) Means() => (_sums.Value.Source.Means, _sums.Value.Target.Means);

    private (LinearInputSums Source, LinearInputSums Target) Look()
    {
        var wholePanels = _moments?.IsChannelwise ?? false;
        var (source, target) = (new LinearInputWindows(_run.Source, _layer.Step, wholePanels), new LinearInputWindows(_run.Target, _layer.Step, wholePanels));
        var narrow = source.IsNarrow && target.IsNarrow;
        var perSample = SamplePositions.CountOf(_run.Samples, source.Positions);
        var wanted = Math.Min(BlockPositions, (BlockValues / source.PanelLanes) + 1);
        var block = Math.Min(_run.Samples, Math.Max((wanted + perSample - 1) / perSample, Math.Max(1, _parallel.MaxDegreeOfParallelism)));
        var pairs = (perSample + 1) / 2;
        using var before = new InputPanels(_moments is null ? 0 : source.PanelLanes, block * pairs);
        using var after = new InputPanels(_moments is null ? 0 : source.PanelLanes, block * pairs);
        LinearInputSums? sources = null, targets = null;
        var merge = new Lock();
        _run.Look(
            _layer.Step,
            (sample, sourceSession, targetSession) =>
            {
                var (x, y) = (source.Sum(sourceSession), target.Sum(targetSession));
                lock (merge)
                {
                    (sources, targets) = (x.Plus(sources), y.Plus(targets));
                }

                if (_moments is not null)
                {
                    var positions = SamplePositions.Of(sample, _run.Samples, source.Positions);
                    source.Gather(sourceSession, positions, before, sample % block * pairs);
                    target.Gather(targetSession, positions, after, sample % block * pairs);
                }
            },
            block,
            (first, next) =>
            {
                _moments?.Add(before, after, (next - first) * pairs, (next - first) * perSample, narrow, _parallel);
                before.Clear();
                after.Clear();
            });
        return (sources!, targets!);
    }
}
