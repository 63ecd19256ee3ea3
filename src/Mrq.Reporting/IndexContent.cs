using Mrq.Evaluation.Metrics;

namespace Mrq.Reporting;

/// <summary>What the index of reports shows. Names come from files and are not to be trusted.</summary>
/// <param name="Title">What these conversions are.</param>
/// <param name="Entries">The conversions.</param>
/// <param name="Digest">Of what the index is of, for whoever asks whether it is still that.</param>
/// <param name="Version">Version of the tool.</param>
public sealed record IndexContent(string Title, IReadOnlyList<IndexEntry> Entries, string Digest, string Version);

/// <summary>One conversion of an index.</summary>
/// <param name="Model">The model.</param>
/// <param name="Scheme">The scheme or target.</param>
/// <param name="Result">How it ended, in a word or two.</param>
/// <param name="IsFailed">Whether it left no model, or exceeded a limit.</param>
public sealed record IndexEntry(string Model, string Scheme, string Result, bool IsFailed)
{
    /// <summary>Where its page is: parts of a path below the index's folder, or above it where they begin with "..". Empty for none.</summary>
    public IReadOnlyList<string> Link { get; init; } = [];

    /// <summary>Metric, values, agreement and SQNR as they are written; empty where nothing was measured.</summary>
    public IReadOnlyList<string> Figures { get; init; } = [];

    /// <summary>The metric of the history; null where there is none.</summary>
    public Metric? Metric { get; init; }

    /// <summary>Earlier reports that can be compared, in their order, and this one.</summary>
    public IReadOnlyList<HistoryPoint> History { get; init; } = [];

    /// <summary>Earlier reports that cannot be: of another metric or of other data.</summary>
    public int LeftOut { get; init; }
}

/// <summary>What one report says of a conversion's metric.</summary>
/// <param name="Name">Which report.</param>
/// <param name="Source">The metric of the source; null where the metric compares both.</param>
/// <param name="Target">That of the converted model.</param>
public sealed record HistoryPoint(string Name, double? Source, double? Target);
