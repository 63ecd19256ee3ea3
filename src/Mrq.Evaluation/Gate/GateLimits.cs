using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Gate;

/// <summary>What a converted model must keep; null is no limit. Decimals, since people write these: 0.64 is 0.64.</summary>
public sealed record GateLimits
{
    public static GateLimits None { get; } = new();

    /// <summary>How much of the metric may be lost: percentage points, or units of the squared error.</summary>
    public decimal? MaxAccuracyDrop { get; init; }

    /// <summary>The least value of the metric.</summary>
    public decimal? MinAccuracy { get; init; }

    /// <summary>The least agreement with the source in percent.</summary>
    public decimal? MinAgreement { get; init; }

    /// <summary>The least signal to quantization noise of the outputs in dB.</summary>
    public decimal? MinSqnr { get; init; }

    public GateMode Mode { get; init; }

    public bool AreSet => MaxAccuracyDrop is not null || MinAccuracy is not null || MinAgreement is not null || MinSqnr is not null;

    /// <summary>Whether a limit is on the metric itself.</summary>
    public bool LimitMetric => MaxAccuracyDrop is not null || MinAccuracy is not null;

    /// <summary>The mode by its name, in any case; <see cref="GateMode.Error"/> for an empty one.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>.</exception>
    public static GateMode ParseMode(string name) => name.Trim().ToUpperInvariant() switch
    {
        "" or "ERROR" => GateMode.Error,
        "WARN" => GateMode.Warn,
        "OFF" => GateMode.Off,
        _ => throw new MrqException(MrqCodes.BadOption, $"AccuracyGate '{Datasets.DatasetErrors.Printable(name)}' is not known; use Error, Warn or Off."),
    };

    /// <summary>Refuses limits that say nothing for a metric.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>.</exception>
    public void RequireFit(Metric metric)
    {
        if (metric == Metric.Sqnr && MaxAccuracyDrop is not null)
        {
            throw new MrqException(MrqCodes.BadOption, "MaxAccuracyDrop has no meaning for the metric sqnr, which the source has no value of; set MinSqnr.");
        }

        if (metric.IsError && MinAccuracy is not null)
        {
            throw new MrqException(MrqCodes.BadOption, $"MinAccuracy has no meaning for the metric {metric.Name}, of which less is better; set MaxAccuracyDrop.");
        }
    }
}
