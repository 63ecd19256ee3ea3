using System.Buffers;
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
    private readonly InputMomentSums[] _moments;
    private readonly Lazy<(LinearInputSums Source, LinearInputSums Target)> _sums;

    public LayerInputs(PairedRun run, LinearLayer layer, ParallelOptions parallel)
    {
        (_run, _layer, _parallel) = (run, layer, parallel);
        _moments = layer.Layout.RowLength > LongestRow ? [] : [.. layer.Groups().Select(group => new InputMomentSums(group))];
        _sums = new(Look);
    }

    public IReadOnlyList<InputMoments>? Moments(FoldedLayer folded)
    {
        if (_moments.Length == 0)
        {
            return null;
        }

        _ = _sums.Value;
        double targetScale = _run.Target.Tensors[_layer.Input].Quantization!.Scale;
        var moments = new InputMoments[_moments.Length];
        Parallel.For(0, moments.Length, _parallel, group => moments[group] = _moments[group].Moments(folded.InputScales, targetScale));
        return moments;
    }

    public (double[] Source, double[] Target) Means() => (_sums.Value.Source.Means, _sums.Value.Target.Means);

    private (LinearInputSums Source, LinearInputSums Target) Look()
    {
        var (source, target) = (new LinearInputWindows(_run.Source, _layer.Step), new LinearInputWindows(_run.Target, _layer.Step));
        var perSample = SamplePositions.CountOf(_run.Samples, source.Positions);
        var wanted = Math.Min(BlockPositions, (BlockValues / source.Inputs) + 1);
        var block = Math.Min(_run.Samples, Math.Max((wanted + perSample - 1) / perSample, Math.Max(1, _parallel.MaxDegreeOfParallelism)));
        var stride = block * perSample;
        var hasMoments = _moments.Length > 0;
        var columns = hasMoments ? new[] { ArrayPool<short>.Shared.Rent(source.Inputs * stride), ArrayPool<short>.Shared.Rent(source.Inputs * stride) } : [[], []];
        LinearInputSums? sources = null, targets = null;
        var merge = new Lock();
        _run.Look(
            _layer.Step,
            (sample, before, after) =>
            {
                var (x, y) = (source.Sum(before), target.Sum(after));
                lock (merge)
                {
                    (sources, targets) = (x.Plus(sources), y.Plus(targets));
                }

                if (hasMoments)
                {
                    var positions = SamplePositions.Of(sample, _run.Samples, source.Positions);
                    source.Gather(before, positions, columns[0], stride, sample % block * perSample);
                    target.Gather(after, positions, columns[1], stride, sample % block * perSample);
                }
            },
            block,
            hasMoments ? (first, next) => Add(new InputColumns(columns[0], stride, (next - first) * perSample), new InputColumns(columns[1], stride, (next - first) * perSample)) : null);
        ArrayPool<short>.Shared.Return(columns[0]);
        ArrayPool<short>.Shared.Return(columns[1]);
        return (sources!, targets!);
    }

    private void Add(InputColumns source, InputColumns target)
    {
        if (_moments[0].IsLarge)
        {
            foreach (var group in _moments)
            {
                group.Add(source, target, _parallel);
            }
        }
        else
        {
            Parallel.For(0, _moments.Length, _parallel, group => _moments[group].Add(source, target, _parallel));
        }
    }
}
