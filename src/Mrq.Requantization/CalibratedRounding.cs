using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Requantization.Calibration;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Passes;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization;

/// <summary>Brings the layers to integers one after another, each with the inputs that the target really gives it.</summary>
internal sealed class CalibratedRounding(ConversionPlan plan, ActivationFolding folding, ConversionContext context, Stopwatches watches)
{
    private readonly QuantizedGraph _source = plan.Graph;

    public RequantizedModel Run(RequantizedModel target, ICalibrationInputs inputs, IProgress<string>? progress)
    {
        var lockstep = new Lockstep(plan, target.Graph, inputs, context.Parallel);
        var layers = LinearLayer.Of(_source).ToDictionary(layer => layer.Step);
        var conversion = new LayerConversion(plan, folding, context, watches);
        var reports = target.Layers.ToDictionary(report => report.Operator);
        var scores = ScoreTensor.Of(_source);
        var result = target;
        for (var step = 0; step < _source.Operators.Length; step++)
        {
            context.Parallel.CancellationToken.ThrowIfCancellationRequested();
            if (layers.TryGetValue(step, out var layer))
            {
                var (constants, report) = conversion.Run(lockstep.Target, layer, new LayerInputs(lockstep, layer, context.Parallel));
                lockstep.Replace(step, constants);
                reports[step] = report;
                progress?.Report($"rounding: {reports.Keys.Count(key => key <= step)} of {layers.Count} layers");
            }

            watches.Time(PassNames.Emulation, () => lockstep.RunStep(step));
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
        watches.Time(PassNames.Report, () => OutputError.Of(lockstep, _source, tensor, folding, context.Parallel));
}
