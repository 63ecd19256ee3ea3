using System.Text;
using Mrq.Build.Conversions;
using Mrq.Core.Diagnostics;
using Mrq.Files;

namespace Mrq.Build.Outcomes;

/// <summary>What a build of a project did, and all the ways in which it is told at the end.</summary>
/// <param name="items">All conversions.</param>
/// <param name="states">How those that were due ended, by their <see cref="ConversionItem.Record"/>.</param>
/// <param name="log">The project's log.</param>
/// <param name="settings">What was said until now.</param>
internal sealed class BuildOutcome(IReadOnlyList<ConversionItem> items, IReadOnlyDictionary<string, ConversionState> states, ConversionLog log, LogSettings settings)
{
    private readonly Lazy<IReadOnlyList<ConversionOutcome>> _outcomes = new(() =>
    [
        .. items.Select(item => new ConversionOutcome(item, states.GetValueOrDefault(item.Record, ConversionState.UpToDate), [.. settings.Told.Where(diagnostic => diagnostic.Item?.Record == item.Record)], ReportFigures.Of(item.OutputPaths.ReportPath))),
    ]);

    private IReadOnlyList<ConversionOutcome> All => _outcomes.Value;

    /// <summary>A table of several conversions, and everything that failed once more: both stand at the end, where they are seen.</summary>
    public void Tell()
    {
        if (settings.Verbosity == BuildVerbosity.Detailed)
        {
            foreach (var outcome in All.Where(outcome => outcome.State == ConversionState.UpToDate))
            {
                log.Line($"{outcome.Name}: up to date{(outcome.Figures is { } figures ? $"; {figures.Line}" : "")}; report: {outcome.Report}");
            }
        }

        if (states.Count == 0 || settings.Verbosity == BuildVerbosity.Quiet)
        {
            return;
        }

        if (items.Count > 1)
        {
            foreach (var line in OutcomeTable.Lines(All))
            {
                log.Line(line);
            }
        }

        var failed = All.Where(outcome => outcome.State == ConversionState.Failed).ToList();
        if (failed.Count > 0)
        {
            log.Line($"{failed.Count} of {items.Count} conversions failed:");
            foreach (var outcome in failed)
            {
                log.Line($"  {outcome.Name}: {(outcome.Failure is { } failure ? $"{failure.Code}: {failure.Message}" : "see the project's errors")}{(outcome.FailedGate ? $"; report: {outcome.Report}" : "")}");
            }
        }
    }

    /// <summary>The page that a CI system shows beside the job, of a build that had something to do.</summary>
    /// <param name="system">Which system.</param>
    /// <param name="project">The project's name.</param>
    /// <param name="path">GitHub's own file, or one for Azure Pipelines to read.</param>
    public void Summarize(CiSystem system, string project, string path)
    {
        if (system == CiSystem.None || path.Length == 0 || states.Count == 0)
        {
            return;
        }

        try
        {
            var page = MarkdownSummary.Of(project, All);
            if (system == CiSystem.GitHub)
            {
                CiCommands.Append(path, page);
            }
            else
            {
                OutputFile.Write(path, Encoding.UTF8.GetBytes(page));
                log.Command(CiCommands.UploadSummary(path));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or MrqException)
        {
            // Nobody asked for the page, so no build fails for want of it.
            log.Line($"The job's summary could not be written to {path}: {error.Message}");
        }
    }

    /// <summary>Writes what was asked for beside the log.</summary>
    /// <param name="project">The project's name.</param>
    /// <param name="files">What and where.</param>
    /// <param name="absolute">Makes an absolute path of one that a message spells.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>.</exception>
    public void Write(string project, ResultFiles files, Func<string, string> absolute)
    {
        if (files.TestResults is { } testResults)
        {
            OutputFile.Write(testResults, JUnitResults.Write(project, All));
        }

        if (files.Sarif is { } sarif)
        {
            OutputFile.Write(sarif, SarifLog.Write([.. settings.Told, .. All.Where(outcome => outcome.State == ConversionState.UpToDate).SelectMany(Kept)], absolute));
        }
    }

    /// <summary>Writes the page over all conversions, where it is due.</summary>
    /// <param name="index">The page.</param>
    /// <param name="project">The project's name.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>.</exception>
    public void WriteIndex(IndexFile index, string project)
    {
        if (index.IsDue(states.Count > 0))
        {
            index.Write(project, All, log);
        }
    }

    /// <summary>Warnings of an earlier build, which this one does not repeat.</summary>
    private static IEnumerable<Diagnostic> Kept(ConversionOutcome outcome) =>
        outcome.Figures?.Warnings.Select(warning => new Diagnostic(warning.Code, outcome.Item.Model, warning.Message, IsError: false, outcome.Item)) ?? [];
}
