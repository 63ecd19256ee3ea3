using Mrq.Evaluation;
using Mrq.Evaluation.Gate;

namespace Mrq.Reporting;

/// <summary>Everything that a page shows. Names come from model files and are not to be trusted.</summary>
public sealed record ReportContent
{
    /// <summary>The source's file name.</summary>
    public required string Model { get; init; }

    public required string Scheme { get; init; }

    /// <summary>The line of the build log.</summary>
    public required string Summary { get; init; }

    /// <summary>What there is to show of the conversion itself.</summary>
    public required PageBody Body { get; init; }

    public required ModelComparison Comparison { get; init; }

    /// <summary>The first samples whose prediction changed.</summary>
    public IReadOnlyList<ChangedSample> Changed { get; init; } = [];

    public required GateMode GateMode { get; init; }

    /// <summary>The limits that are set, by the names of their options.</summary>
    public IReadOnlyList<(string Name, string Value)> Limits { get; init; } = [];

    /// <summary>The metric in the committed report; null where none is held against.</summary>
    public double? Baseline { get; init; }

    /// <summary>Limits that were passed.</summary>
    public required IReadOnlyList<GateFinding> Findings { get; init; }

    /// <summary>Every option of the conversion, in a fixed order.</summary>
    public required IReadOnlyList<(string Name, string Value)> Options { get; init; }

    /// <summary>Version of the tool.</summary>
    public required string Version { get; init; }
}
