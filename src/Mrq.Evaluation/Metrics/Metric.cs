using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Metrics.Detections;
using Mrq.Evaluation.Metrics.Poses;
using Mrq.Evaluation.Metrics.Sequences;

namespace Mrq.Evaluation.Metrics;

/// <summary>What is measured of a model's outputs.</summary>
public sealed record Metric
{
    private Metric(string name, LabelKind labels, Func<MetricSubject, IMetricAccumulator> accumulate) => (Name, Labels, Accumulate) = (name, labels, accumulate);

    /// <summary>Percent of samples whose label has the highest score.</summary>
    public static Metric Top1 { get; } = new("top1", LabelKind.Classes, subject => new TopKAccumulator(subject, 1)) { K = 1 };

    /// <summary>Percent of samples whose label is among the five highest scores.</summary>
    public static Metric Top5 { get; } = new("top5", LabelKind.Classes, subject => new TopKAccumulator(subject, 5)) { K = 5 };

    /// <summary>Percent of samples that the target answers as the source does; no labels.</summary>
    public static Metric Agreement { get; } = new("agreement", LabelKind.None, AgreementAccumulator.Create);

    /// <summary>Signal to quantization noise of the target's outputs against the source's, in dB; no labels.</summary>
    public static Metric Sqnr { get; } = new("sqnr", LabelKind.None, subject => new NoiseAccumulator(subject)) { Unit = "dB", IsOfSignal = true };

    /// <summary>Mean squared error of the outputs against real-valued labels, or against the source's outputs where there are none.</summary>
    public static Metric Mse { get; } = new("mse", LabelKind.Values, subject => new ErrorAccumulator(subject)) { Unit = "", IsError = true, IsOfOutput = true };

    /// <summary>100 times the area under the receiver operating characteristic; labels are 0 (normal) and 1.</summary>
    public static Metric Auc { get; } = new("auc", LabelKind.Classes, subject => new AnomalyAccumulator(subject)) { ReadsInput = true };

    /// <summary>100 times the mean over classes of intersection over union, by position.</summary>
    public static Metric Miou { get; } = new("miou", LabelKind.Maps, subject => new SegmentationAccumulator(subject)) { IsOfMaps = true };

    /// <summary>100 times COCO's average precision of boxes: over ten overlaps, 101 recalls and all classes.</summary>
    public static Metric Map { get; } = new("map", LabelKind.Boxes, subject => new DetectionAccumulator(subject, DetectionRule.Coco)) { ReadsAllOutputs = true };

    /// <summary>100 times PASCAL VOC's average precision of boxes: at half overlap, over all recalls and classes.</summary>
    public static Metric MapVoc { get; } = new("map-voc", LabelKind.Boxes, subject => new DetectionAccumulator(subject, DetectionRule.Voc)) { ReadsAllOutputs = true };

    /// <summary>100 times the mean object keypoint similarity.</summary>
    public static Metric Oks { get; } = new("oks", LabelKind.Keypoints, subject => new PoseAccumulator(subject, isSimilarity: true)) { ReadsAllOutputs = true };

    /// <summary>Percent of keypoints that are right.</summary>
    public static Metric Pck { get; } = new("pck", LabelKind.Keypoints, subject => new PoseAccumulator(subject, isSimilarity: false)) { ReadsAllOutputs = true };

    /// <summary>Percent of tokens of a sequence that are the source's; no labels.</summary>
    public static Metric TokenAgreement { get; } = new("token-agreement", LabelKind.None, subject => new TokenAccumulator(subject, null)) { IsOfMaps = true, Sequences = collapse => subject => new TokenAccumulator(subject, collapse) };

    /// <summary>Edits of a sequence to its label in percent of the label's tokens.</summary>
    public static Metric WordError { get; } = new("word-error", LabelKind.Tokens, subject => new WordErrorAccumulator(subject, null)) { IsError = true, IsOfMaps = true, Sequences = collapse => subject => new WordErrorAccumulator(subject, collapse) };

    /// <summary>100 times Pearson's correlation of outputs with real-valued labels, or with the source's outputs where there are none.</summary>
    public static Metric Pearson { get; } = new("pearson", LabelKind.Values, subject => new CorrelationAccumulator(subject)) { IsOfOutput = true };

    /// <summary>Peak signal to noise of outputs against real-valued labels in dB, or against the source's outputs where there are none.</summary>
    public static Metric Psnr { get; } = new("psnr", LabelKind.Values, subject => new PeakNoiseAccumulator(subject)) { Unit = "dB", IsOfOutput = true };

    /// <summary>Every metric that <see cref="Parse"/> knows: a new one is an accumulator and an entry here.</summary>
    public static ImmutableArray<Metric> All { get; } = [Top1, Top5, Agreement, Sqnr, Mse, Auc, Miou, Map, MapVoc, Oks, Pck, TokenAgreement, WordError, Pearson, Psnr];

    /// <summary>The names, for help texts and messages.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(metric => metric.Name));

    /// <summary>The name as options, messages and reports write it.</summary>
    public string Name { get; }

    /// <summary>How many of the best classes may contain the label's; 0 for metrics that count no right answers.</summary>
    public int K { get; private init; }

    public LabelKind Labels { get; }

    /// <summary>Whether there is nothing to measure without labels.</summary>
    public bool NeedsLabels => Labels is LabelKind.Classes or LabelKind.Maps;

    /// <summary>Whether less is better.</summary>
    public bool IsError { get; private init; }

    /// <summary>What a difference of two values is counted in.</summary>
    public string Unit { get; private init; } = "points";

    /// <summary>Whether it compares signals: where the output is labels, the scores of which they are the arg-max.</summary>
    internal bool IsOfSignal { get; private init; }

    /// <summary>Whether it is of the output itself, not of the scores behind a softmax.</summary>
    internal bool IsOfOutput { get; private init; }

    /// <summary>Whether it is of a class for each position.</summary>
    internal bool IsOfMaps { get; private init; }

    /// <summary>Whether it needs the input beside the output.</summary>
    internal bool ReadsInput { get; private init; }

    /// <summary>Whether it needs all outputs of the models.</summary>
    internal bool ReadsAllOutputs { get; private init; }

    /// <summary>The same of sequences whose repeats and blanks are left out; null where it is of no sequences.</summary>
    private Func<CtcCollapse, Func<MetricSubject, IMetricAccumulator>>? Sequences { get; init; }

    /// <summary>Begins to measure; fails where labels or outputs are not what the metric needs.</summary>
    internal Func<MetricSubject, IMetricAccumulator> Accumulate { get; }

    /// <param name="name">One of <see cref="Names"/>, in any case.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>, listing the names that exist.</exception>
    public static Metric Parse(string name) =>
        All.FirstOrDefault(metric => IsNamed(metric, name))
        ?? CtcCollapse.Options.Select(option => (Option: option, Metric: Array.Find([.. All], metric => metric.Sequences is not null && IsNamed(metric, name, option)))).FirstOrDefault(found => found.Metric is not null) switch
        {
            (var option, { } metric) => new Metric(metric.Name + option, metric.Labels, metric.Sequences!(CtcCollapse.Of(option))) { IsError = metric.IsError, IsOfMaps = metric.IsOfMaps },
            _ => throw new MrqException(MrqCodes.BadOption, $"The metric '{Datasets.DatasetErrors.Printable(name)}' is not known; use one of {Names}."),
        };

    private static bool IsNamed(Metric metric, string name, string option = "") => string.Equals(metric.Name + option, name.Trim(), StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Name;
}
