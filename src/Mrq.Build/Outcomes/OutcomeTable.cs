using Mrq.Core.Diagnostics;

namespace Mrq.Build.Outcomes;

/// <summary>The conversions of a build as rows: as lines of a log, and as Markdown.</summary>
internal static class OutcomeTable
{
    private static readonly string[] Head = ["model", "target", "metric", "source -> target", "agreement", "SQNR", "result"];

    /// <summary>Columns of equal width, for a log.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<ConversionOutcome> outcomes)
    {
        string[][] rows = [Head, .. outcomes.Select(Cells).Select(cells => cells.Select(SafeText.Name).ToArray())];
        var widths = Head.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        return rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    /// <summary>The same as a table of Markdown.</summary>
    public static IEnumerable<string> Markdown(IReadOnlyList<ConversionOutcome> outcomes) =>
    [
        Row(Head),
        Row(Head.Select(_ => "---")),
        .. outcomes.Select(outcome => Row(Cells(outcome).Select(MarkdownText.Of))),
    ];

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string[] Cells(ConversionOutcome outcome) => outcome.Figures is { } figures
        ? [outcome.Item.Model, outcome.Item.Scheme, figures.Metric.Name, figures.Values, figures.AgreementText, figures.SqnrText, outcome.Result]
        : [outcome.Item.Model, outcome.Item.Scheme, "", "", "", "", outcome.Result];
}
