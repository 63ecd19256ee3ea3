using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Requantization.Passes;
using Mrq.Requantization.Plan;
using Mrq.Requantization.Statistics;

namespace Mrq.Requantization;

/// <summary>Brings the layers to integers one after another, each with the inputs that the target really gives it.</summary>
internal sealed class CalibratedRounding(ConversionPlan plan, ActivationFolding folding, RequantizationOptions options, ParallelOptions parallel, Stopwatches watches)
{
    /// <summary>Rows longer than this would need too large a covariance; they are rounded to the nearest.</summary>
    private const int LongestRow = 2304;

    private readonly QuantizedGraph _source = plan.Graph;

    public RequantizedModel Run(RequantizedModel target, ICalibrationInputs inputs, IProgress<string>? progress)
    {
        var lockstep = new Lockstep(_source, target.Graph, plan.Arithmetic, inputs, parallel);
        var layers = LinearLayer.Of(_source).ToDictionary(layer => layer.Step);
        var reports = target.Layers.ToDictionary(report => report.Operator);
        var scores = ScoreTensor.Of(_source);
        var result = target;
        for (var step = 0; step < _source.Operators.Length; step++)
        {
            parallel.CancellationToken.ThrowIfCancellationRequested();
            if (layers.TryGetValue(step, out var layer))
            {
                reports[step] = Convert(lockstep, layer, reports[step]);
                progress?.Report($"rounding: {reports.Keys.Count(key => key <= step)} of {layers.Count} layers");
            }

            watches.Time("emulation", () => lockstep.RunStep(step));
            if (layer is not null)
            {
                reports[step] = reports[step] with { Sqnr = Error(lockstep, layer.Output).Decibels };
            }

            if (_source.Operators[step].Outputs.Contains(scores) && ActivationParameters.IsQuantized(_source.Tensors[scores]))
            {
                var error = Error(lockstep, scores);
                result = result with { CalibrationSqnr = error.Decibels, CalibrationAgreement = (double)error.Agreeing / inputs.Count };
            }
        }

        return result with { Graph = lockstep.Target, Layers = [.. target.Layers.Select(report => reports[report.Operator])] };
    }

    private OutputError Error(Lockstep lockstep, int tensor) =>
        watches.Time("report", () => OutputError.Of(lockstep, _source, tensor, folding, parallel));

    private LayerReport Convert(Lockstep lockstep, LinearLayer layer, LayerReport report)
    {
        var rule = plan.WeightRuleOf(layer.Step);
        var range = WeightRange.Of(rule, _source.Tensors[layer.Weights]);
        var folded = FoldedLayer.Of(_source, layer, folding);
        var groups = layer.Groups();
        var moments = layer.Layout.RowLength <= LongestRow ? watches.Time("moments", () => Moments(lockstep, folded, groups)) : null;
        var rounded = watches.Time(PassNames.ErrorFeedback, () => LayerRounding.Round(folded, BiasGrid.SmallestWeightScales(lockstep.Target, folded, folding), groups, moments, rule, range, options, parallel));
        var target = lockstep.Target.WithTensors(new Dictionary<int, Tensor> { [layer.Weights] = rounded.ToTensor(_source, layer, rule, range.ZeroPoint) });
        var tensors = new Dictionary<int, Tensor> { [layer.Weights] = target.Tensors[layer.Weights] };
        var correction = 0d;
        if (layer.Bias is { } bias)
        {
            var real = ZeroPointFolding.Bias(target, folded, rounded, folding);
            if (options.Runs(PassNames.BiasFolding))
            {
                var means = watches.Time(PassNames.BiasFolding, () => lockstep.InputMeans(layer));
                var corrected = BiasFolding.Fold(target, folded, groups, rounded, means.Source, means.Target, folding);
                correction = corrected.Zip(real, (after, before) => Math.Abs(after - before)).Max() / target.Tensors[layer.Output].Quantization!.Scale;
                real = corrected;
            }

            tensors[bias] = BiasGrid.Encode(target, layer, real);
        }

        lockstep.Replace(layer.Step, tensors);
        return LayerWeights.Report(_source, lockstep.Target, folded, rounded, folding) with { LargestBiasCorrection = correction };
    }

    private InputMoments[] Moments(Lockstep lockstep, FoldedLayer folded, ImmutableArray<RowGroup> groups)
    {
        var (sources, targets) = lockstep.SampleInputs(folded.Layer);
        double targetScale = lockstep.Target.Tensors[folded.Layer.Input].Quantization!.Scale;
        var moments = new InputMoments[groups.Length];
        Parallel.For(0, groups.Length, parallel, group =>
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
}
