using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Layers;
using Mrq.Evaluation.Sensitivity;
using Mrq.Formats;
using Mrq.Reporting;
using Mrq.Requantization;
using Mrq.Requantization.Borders;

namespace Mrq;

/// <summary>The report of a conversion as a page.</summary>
internal static class ConversionPage
{
    /// <summary>Layers shown with histograms.</summary>
    private const int MostWorst = 6;

    /// <summary>Changed predictions that are listed.</summary>
    private const int MostChanged = 100;

    /// <summary>Those that are shown as pictures: at most 300 KB of PNG together, at three bytes a pixel.</summary>
    private const int MostPictures = 24;

    private const int PictureSide = 64;

    public static byte[] Write(ConversionRequest request, BorderedGraph bordered, ImageOrder order, QuantizedGraph source, RequantizedModel model, Measurement measurement, Baseline? baseline, IReadOnlyList<GateFinding> findings, TargetArithmetic? target, SensitivityResult? sensitivity) =>
        ReportPage.Write(new ReportContent
        {
            Model = Path.GetFileName(request.ModelPath),
            Scheme = request.Scheme,
            Summary = measurement.Summary,
            Arithmetic = target?.ForPage(),
            Border = [.. bordered.Kept.Select(kept => (bordered.Source.Describe(kept.Step), kept.Why))],
            Comparison = measurement.Comparison,
            Changed = Changed(measurement, bordered.Measured, order),
            GateMode = request.Limits.Mode,
            Limits = RequestOptions.Limits(request),
            Baseline = baseline?.Value,
            Findings = findings,
            Layers = measurement.Layers,
            LayerSamples = measurement.LayerSamples,
            Sensitivity = sensitivity,
            // An operator that only moves values shows the same figures as the one before it.
            Worst = [.. measurement.Layers.Where(layer => layer.BitsLost > 0).DistinctBy(layer => (layer.BitsLost, layer.Sqnr)).OrderByDescending(layer => layer.BitsLost).ThenBy(layer => layer.Operator).Take(MostWorst).Select(layer => Detail(source, model, layer))],
            Weights = [.. model.Layers.Select(layer => new ClippedWeights(
                source.Describe(layer.Operator), layer.Weights, layer.WeightCount, layer.ClippedWeights, layer.RegriddedChannels, layer.LargestBiasCorrection) { Reach = ReachOf(source, layer.Operator) })],
            Options = RequestOptions.Of(request),
            Version = ProductVersion.Text,
        });

    private static WorstLayer Detail(QuantizedGraph source, RequantizedModel model, LayerQuality layer)
    {
        // A weighted layer has its weights second; those of any other operator are no constants.
        var step = source.Operators[layer.Operator];
        var inputs = step.Inputs;
        var weights = inputs.Length > 1 && inputs[1] >= 0 && source.Tensors[inputs[1]].IsConstant ? inputs[1] : (int?)null;
        if (weights is not { } index)
        {
            return new WorstLayer(layer, null, null);
        }

        var factors = FoldedWeights.Factors(source, step, model.Folded);
        return new WorstLayer(layer, source.Tensors[index], model.Graph.Tensors[index], factors)
        {
            SourceRanges = ChannelRanges.Of(source, step) ?? [],
            TargetRanges = ChannelRanges.Of(model.Graph, step, factors) ?? [],
        };
    }

    private static (double Least, double Most)? ReachOf(QuantizedGraph source, int step) =>
        ChannelRanges.Of(source, source.Operators[step]) is { } ranges ? (ranges.Min(ChannelRanges.Reach), ranges.Max(ChannelRanges.Reach)) : null;

    /// <summary>The first samples whose prediction changed. Pictures are of the first of them: a page stays one that can be mailed.</summary>
    private static IReadOnlyList<ChangedSample> Changed(Measurement measurement, QuantizedGraph source, ImageOrder order)
    {
        var shown = measurement.Comparison.Changed.Take(MostChanged).ToList();
        var pictures = SamplePictures.Of(measurement.Samples, source, order == ImageOrder.Nhwc, [.. shown.Take(MostPictures).Select(changed => changed.Sample)], PictureSide);
        return [.. shown.Select(changed => new ChangedSample(changed, pictures.GetValueOrDefault(changed.Sample)))];
    }
}
