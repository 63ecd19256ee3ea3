using System.Collections.Immutable;
using System.Numerics;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Metrics;

/// <summary>What is measured of a model's outputs.</summary>
public sealed record Metric
{
    private Metric(string name, LabelKind labels, int k = 0)
    {
        Name = name;
        Labels = labels;
        K = k;
    }

    /// <summary>Percent of samples whose label has the highest score.</summary>
    public static Metric Top1 { get; } = new("top1", LabelKind.Classes, 1);

    /// <summary>Percent of samples whose label is among the five highest scores.</summary>
    public static Metric Top5 { get; } = new("top5", LabelKind.Classes, 5);

    /// <summary>Percent of samples that the target answers as the source does; no labels.</summary>
    public static Metric Agreement { get; } = new("agreement", LabelKind.None);

    /// <summary>Signal to quantization noise of the target's outputs against the source's, in dB; no labels.</summary>
    public static Metric Sqnr { get; } = new("sqnr", LabelKind.None);

    /// <summary>Mean squared error of the outputs against real-valued labels, or against the source's outputs where there are none.</summary>
    public static Metric Mse { get; } = new("mse", LabelKind.Values);

    /// <summary>100 times the area under the receiver operating characteristic; labels are 0 (normal) and 1.</summary>
    public static Metric Auc { get; } = new("auc", LabelKind.Classes);

    /// <summary>100 times the mean over classes of intersection over union, by position.</summary>
    public static Metric Miou { get; } = new("miou", LabelKind.Maps);

    /// <summary>Every metric that <see cref="Parse"/> knows.</summary>
    public static ImmutableArray<Metric> All { get; } = [Top1, Top5, Agreement, Sqnr, Mse, Auc, Miou];

    /// <summary>The names, for help texts and messages.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(metric => metric.Name));

    /// <summary>The name as options, messages and reports write it.</summary>
    public string Name { get; }

    /// <summary>How many of the best classes may contain the label's; 0 for metrics that count no right answers.</summary>
    public int K { get; }

    public LabelKind Labels { get; }

    /// <summary>Whether there is nothing to measure without labels.</summary>
    public bool NeedsLabels => Labels is LabelKind.Classes or LabelKind.Maps;

    /// <summary>Whether less is better.</summary>
    public bool IsError => this == Mse;

    /// <summary>What a difference of two values is counted in.</summary>
    public string Unit => this == Sqnr ? "dB" : this == Mse ? "" : "points";

    /// <param name="name">One of <see cref="Names"/>, in any case.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>, listing the names that exist.</exception>
    public static Metric Parse(string name) =>
        All.FirstOrDefault(metric => string.Equals(metric.Name, name.Trim(), StringComparison.OrdinalIgnoreCase))
        ?? throw new MrqException(MrqCodes.BadOption, $"The metric '{Datasets.DatasetErrors.Printable(name)}' is not known; use one of {Names}.");

    /// <summary>Whether the scores answer the label.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.DatasetDoesNotFit"/> when the model has no such class.</exception>
    public bool IsCorrect<T>(ReadOnlySpan<T> scores, int label)
        where T : INumber<T> => TopK.IsCorrect(scores, label, K);

    public override string ToString() => Name;
}
