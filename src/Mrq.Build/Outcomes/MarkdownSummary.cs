namespace Mrq.Build.Outcomes;

/// <summary>The conversions of a project as a page of Markdown, which CI systems show beside a job.</summary>
internal static class MarkdownSummary
{
    /// <param name="project">Whose conversions these are.</param>
    /// <param name="outcomes">What became of each.</param>
    public static string Of(string project, IReadOnlyList<ConversionOutcome> outcomes)
    {
        var failed = outcomes.Where(outcome => outcome.State == ConversionState.Failed).ToList();
        IEnumerable<string> lines =
        [
            $"### {MarkdownText.Of(project)}: {(failed.Count == 0 ? "models converted" : $"{failed.Count} of {outcomes.Count} conversions failed")}",
            "",
            .. OutcomeTable.Markdown(outcomes),
            "",
            .. failed.SelectMany(outcome => outcome.Told.Where(diagnostic => diagnostic.IsError).Select(diagnostic => $"- **{diagnostic.Code}** {MarkdownText.Of(outcome.Name)}: {MarkdownText.Of(diagnostic.Message)}")),
            .. failed.Count > 0 ? [""] : Array.Empty<string>(),
        ];
        return string.Concat(lines.Select(line => $"{line}\n"));
    }
}
