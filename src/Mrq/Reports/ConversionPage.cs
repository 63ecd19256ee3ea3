using Mrq.Core.Graph;
using Mrq.Evaluation;
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

    /// <summary>What the page shows of the conversion itself.</summary>
    public static PageBody Body(BorderedGraph bordered, RequantizedModel model, SampleRun run, TargetArithmetic? target, SensitivityResult? sensitivity, PrecisionCurve? precision) => PageBody.Of(new ConversionContent
    {
        Arithmetic = target?.ForPage(),
        Border = [.. bordered.Kept.Select(kept => (bordered.Source.Describe(kept.Step), kept.Why))],
        Layers = run.Layers,
        LayerSamples = run.LayerSamples,
        Sensitivity = sensitivity,
        Precision = precision is null ? null : PrecisionText.ForPage(precision),
        // An operator that only moves values shows the same figures as the one before it.
        Worst = [.. run.Layers.Where(layer => layer.BitsLost > 0).DistinctBy(layer => (layer.BitsLost, layer.Sqnr)).OrderByDescending(layer => layer.BitsLost).ThenBy(layer => layer.Operator).Take(MostWorst).Select(layer => Detail(model.Source, model, layer))],
        Weights = [.. model.Layers.Select(layer => new ClippedWeights(
            model.Source.Describe(layer.Operator), layer.Weights, layer.WeightCount, layer.ClippedWeights, layer.RegriddedChannels, layer.LargestBiasCorrection) { Reach = ReachOf(model.Source, layer.Operator) })],
    });

    /// <summary>The page.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="body">What it shows of the conversion itself.</param>
    /// <param name="measurement">What was measured.</param>
    /// <param name="pictures">Makes pictures of samples, by their numbers.</param>
    /// <param name="baseline">The report of an earlier build; null for none.</param>
    /// <param name="findings">Limits that are exceeded.</param>
    public static byte[] Write(ConversionRequest request, PageBody body, Measurement measurement, Func<IReadOnlyCollection<int>, IReadOnlyDictionary<int, byte[]>> pictures, Baseline? baseline, IReadOnlyList<GateFinding> findings) =>
        ReportPage.Write(new ReportContent
        {
            Model = Path.GetFileName(request.ModelPath),
            Scheme = request.Scheme,
            Summary = measurement.Summary,
            Body = body,
            Comparison = measurement.Comparison,
            Changed = Changed(measurement, pictures),
            GateMode = request.Limits.Mode,
            Limits = RequestOptions.Limits(request),
            Baseline = baseline?.Value,
            Findings = findings,
            Options = RequestOptions.Of(request),
            Version = ProductVersion.Text,
        });

    /// <summary>The samples that a page shows as pictures.</summary>
    public static IReadOnlyCollection<int> Shown(ModelComparison comparison) => [.. comparison.Changed.Take(MostPictures).Select(changed => changed.Sample)];

    /// <summary>Pictures of samples as the page shows them.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="source">The model that they are for.</param>
    /// <param name="order">The order of axes that images have there.</param>
    /// <param name="wanted">Numbers of samples.</param>
    public static IReadOnlyDictionary<int, byte[]> Pictures(ISampleSource samples, QuantizedGraph source, ImageOrder order, IReadOnlyCollection<int> wanted) =>
        SamplePictures.Of(samples, source, order == ImageOrder.Nhwc, wanted, PictureSide);

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
    private static IReadOnlyList<ChangedSample> Changed(Measurement measurement, Func<IReadOnlyCollection<int>, IReadOnlyDictionary<int, byte[]>> pictures)
    {
        var made = pictures(Shown(measurement.Comparison));
        return [.. measurement.Comparison.Changed.Take(MostChanged).Select(changed => new ChangedSample(changed, made.GetValueOrDefault(changed.Sample)))];
    }
}
