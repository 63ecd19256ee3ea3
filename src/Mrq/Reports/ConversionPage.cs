using Mrq.Core.Graph;
using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Layers;
using Mrq.Reporting;
using Mrq.Requantization;
using Mrq.Requantization.Borders;

namespace Mrq;

/// <summary>The report of a conversion as a page.</summary>
internal static class ConversionPage
{
    /// <summary>Layers shown with histograms.</summary>
    private const int MostWorst = 6;

    public static byte[] Write(ConversionRequest request, BorderedGraph bordered, QuantizedGraph source, RequantizedModel model, Measurement measurement, Baseline? baseline, IReadOnlyList<GateFinding> findings, TargetArithmetic? target) =>
        ReportPage.Write(new ReportContent
        {
            Model = Path.GetFileName(request.ModelPath),
            Scheme = request.Scheme,
            Summary = measurement.Summary,
            Arithmetic = target?.ForPage(),
            Border = [.. bordered.Kept.Select(kept => (bordered.Source.Describe(kept.Step), kept.Why))],
            Comparison = measurement.Comparison,
            GateMode = request.Limits.Mode,
            Limits = RequestOptions.Limits(request),
            Baseline = baseline?.Value,
            Findings = findings,
            Layers = measurement.Layers,
            LayerSamples = measurement.LayerSamples,
            // An operator that only moves values shows the same figures as the one before it.
            Worst = [.. measurement.Layers.Where(layer => layer.BitsLost > 0).DistinctBy(layer => (layer.BitsLost, layer.Sqnr)).OrderByDescending(layer => layer.BitsLost).ThenBy(layer => layer.Operator).Take(MostWorst).Select(layer => Detail(source, model, layer))],
            Weights = [.. model.Layers.Select(layer => new ClippedWeights(
                source.Describe(layer.Operator), layer.Weights, layer.WeightCount, layer.ClippedWeights, layer.RegriddedChannels, layer.LargestBiasCorrection))],
            Options = RequestOptions.Of(request),
            Version = typeof(ConversionPage).Assembly.GetName().Version?.ToString(3) ?? "",
        });

    private static WorstLayer Detail(QuantizedGraph source, RequantizedModel model, LayerQuality layer)
    {
        // A weighted layer has its weights second; those of any other operator are no constants.
        var step = source.Operators[layer.Operator];
        var inputs = step.Inputs;
        var weights = inputs.Length > 1 && inputs[1] >= 0 && source.Tensors[inputs[1]].IsConstant ? inputs[1] : (int?)null;
        return weights is { } index ? new WorstLayer(layer, source.Tensors[index], model.Graph.Tensors[index], FoldedWeights.Factors(source, step, model.Folded)) : new WorstLayer(layer, null, null);
    }
}
