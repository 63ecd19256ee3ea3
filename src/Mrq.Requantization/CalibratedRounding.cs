using System.Globalization;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Requantization.Calibration;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Passes;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization;

/// <summary>Brings the layers to integers one after another, each with the inputs that the target really gives it.</summary>
internal sealed class CalibratedRounding(ConversionPlan plan, ActivationFolding folding, ConversionContext context, Stopwatches watches)
{
    private readonly QuantizedGraph _source = plan.Graph;

    public RequantizedModel Run(RequantizedModel target, ICalibrationSamples samples)
    {
        var run = new PairedRun(context.Graphs.Of(_source, plan.Native), CompiledGraph.Compile(target.Graph, plan.Arithmetic), samples, context.Parallel);
        var layers = LinearLayer.Of(_source).ToDictionary(layer => layer.Step);
        var conversion = new LayerConversion(plan, folding, context, watches);
        var reports = target.Layers.ToDictionary(report => report.Operator);
        var scores = ScoreTensor.Of(_source);
        var (result, shares) = (target, StepShares.Of(_source));
        for (var step = 0; step < _source.Operators.Length; step++)
        {
            context.Parallel.CancellationToken.ThrowIfCancellationRequested();
            if (layers.TryGetValue(step, out var layer))
            {
                var (constants, report) = conversion.Run(run.Target, layer, new LayerInputs(run, layer, context.Parallel));
                run.Replace(step, constants);
                reports[step] = report with { Sqnr = Compare(run, step, layer.Output, findsLargest: false).Decibels };
                context.Progress?.Report(new RequantizationProgress(
                    string.Create(CultureInfo.InvariantCulture, $"rounding: {layers.Keys.Count(key => key <= step)} of {layers.Count} layers"),
                    ConversionContext.StatisticsShare + ((1 - ConversionContext.StatisticsShare) * shares[step + 1])));
            }

            if (_source.Operators[step].Outputs.Contains(scores) && ActivationParameters.IsQuantized(_source.Tensors[scores]))
            {
                var error = Compare(run, step, scores, findsLargest: true);
                result = result with { CalibrationSqnr = error.Decibels, CalibrationAgreement = (double)error.Agreeing / samples.Count };
            }
        }

        context.Graphs.Add(run.Compiled);
        return result with { Graph = run.Target, Layers = [.. target.Layers.Select(report => reports[report.Operator])] };
    }

    /// <summary>An output of a step behind that step, in source and target.</summary>
    private OutputError Compare(PairedRun run, int step, int tensor, bool findsLargest)
    {
        var comparison = new OutputComparison(run, tensor, folding, findsLargest);
        return watches.Time(PassNames.Emulation, () =>
        {
            run.Look(step + 1, comparison.Add);
            return comparison.Error;
        });
    }
}
