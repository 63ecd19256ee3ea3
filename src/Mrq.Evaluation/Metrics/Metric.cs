using System.Collections.Immutable;
using System.Numerics;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Metrics;

/// <summary>What decides whether the answer to a labelled sample is correct.</summary>
public sealed record Metric
{
    private Metric(string name, int k)
    {
        Name = name;
        K = k;
    }

    public static Metric Top1 { get; } = new("top1", 1);

    public static Metric Top5 { get; } = new("top5", 5);

    /// <summary>Every metric that <see cref="Parse"/> knows.</summary>
    public static ImmutableArray<Metric> All { get; } = [Top1, Top5];

    /// <summary>The name as options, messages and reports write it.</summary>
    public string Name { get; }

    /// <summary>How many of the best classes may contain the label's.</summary>
    public int K { get; }

    /// <param name="name">"top1" or "top5", in any case.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>, listing the names that exist.</exception>
    public static Metric Parse(string name) =>
        All.FirstOrDefault(metric => string.Equals(metric.Name, name.Trim(), StringComparison.OrdinalIgnoreCase))
        ?? throw new MrqException(
            MrqCodes.BadOption,
            $"The metric '{Datasets.DatasetErrors.Printable(name)}' is not known; use one of {string.Join(", ", All.Select(metric => metric.Name))}.");

    /// <summary>Whether the scores answer the label.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.DatasetDoesNotFit"/> when the model has no such class.</exception>
    public bool IsCorrect<T>(ReadOnlySpan<T> scores, int label)
        where T : INumber<T> => TopK.IsCorrect(scores, label, K);

    public override string ToString() => Name;
}
