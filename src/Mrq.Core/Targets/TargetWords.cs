using Mrq.Core.Schemes;

namespace Mrq.Core.Targets;

/// <summary>Everything that is known of a target, in plain words.</summary>
public static class TargetWords
{
    /// <summary>Each with its name; what there are several of has several lines.</summary>
    public static IEnumerable<(string Name, string Text)> Lines(Target target) =>
    [
        ("vendor", target.Vendor),
        .. Listed("chips", target.Chips),
        .. Listed("also named", target.Aliases),
        .. SchemeWords.Lines(target.Scheme),
        ("rules", target.Rules.ToString()),
        ("container", target.Container),
        .. Listed("takes", target.Formats),
        .. Listed("sidecars", target.Sidecars),
        ("confidence", $"types: {TargetTable.Short(target.Confidence.Types)}; arithmetic: {TargetTable.Short(target.Confidence.Arithmetic)}{(target.IsBitExact ? " (bit exact)" : "")}"),
        .. target.Assumed.Select(line => ("assumed", line)),
        .. target.Approximated.Select(line => ("approximated", line)),
        .. target.Sources.Select(line => ("source", line)),
    ];

    private static IEnumerable<(string Name, string Text)> Listed(string name, IReadOnlyList<string> texts) => texts.Count == 0 ? [] : [(name, string.Join(", ", texts))];
}
