using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Mrq.Build.Conversions;
using Mrq.Build.Outcomes;
using Mrq.Core.Diagnostics;
using Task = Microsoft.Build.Utilities.Task;

namespace Mrq.Build;

/// <summary>
/// Converts those models of a project that are not up to date. Everything is checked before the first is converted, and all that
/// fails is reported in one build.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class MrqConvert : Task, ICancelableTask, IIncrementalTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>The project's folder, to which paths are relative.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>The MrqModel items as the project has them.</summary>
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The MrqScheme items.</summary>
    public ITaskItem[] Schemes { get; set; } = [];

    /// <summary>One item for each model and scheme, as <see cref="MrqPlanConversions"/> gives them.</summary>
    public ITaskItem[] Conversions { get; set; } = [];

    /// <summary>The scheme of models that name none.</summary>
    public string DefaultTargetScheme { get; set; } = "";

    /// <summary>Where converted models lie before they are copied.</summary>
    [Required]
    public string IntermediateDirectory { get; set; } = "";

    /// <summary>Where they are copied to.</summary>
    [Required]
    public string OutputDirectory { get; set; } = "";

    public bool CopyReports { get; set; }

    /// <summary>Where results are kept for other builds; empty for nowhere.</summary>
    public string CacheDirectory { get; set; } = "";

    /// <summary>Whether the baselines are about to be written anew and hold nothing now.</summary>
    public bool IgnoreBaseline { get; set; }

    /// <summary>Whether nothing is to be converted, but what was must still be what it was.</summary>
    public bool NoBuild { get; set; }

    /// <summary>How much is told: quiet, normal or detailed; empty for normal.</summary>
    public string Verbosity { get; set; } = "";

    /// <summary>The file that is built, as messages and results name it.</summary>
    public string ProjectFile { get; set; } = "";

    /// <summary>The CI system that reads the log: GitHub, Azure, or empty for none.</summary>
    public string CiSystem { get; set; } = "";

    /// <summary>Where the page goes that it shows beside the job.</summary>
    public string CiSummaryFile { get; set; } = "";

    /// <summary>Where the gates go as test results in JUnit's XML; empty for nowhere.</summary>
    public string TestResults { get; set; } = "";

    /// <summary>Where errors and warnings go as SARIF; empty for nowhere.</summary>
    public string Sarif { get; set; } = "";

    /// <summary>JSON reports of earlier builds, whose figures the page over all conversions shows beside this build's.</summary>
    public ITaskItem[] History { get; set; } = [];

    /// <summary>Whether such reports are named, there or not.</summary>
    public bool HasHistory { get; set; }

    /// <summary>Set by an engine that only asks whether there is anything to do.</summary>
    public bool FailIfNotIncremental { get; set; }

    /// <summary>The output formats that there are.</summary>
    internal IReadOnlyList<IExport> Exports { get; init; } = ExportFormats.All;

    /// <summary>What spaces progress out.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    public void Cancel() => _cancellation.Cancel();

    public void Dispose() => _cancellation.Dispose();

    public override bool Execute() => TaskDiagnostics.Guarded(Log, ProjectFile.Length > 0 ? ProjectFile : ProjectDirectory, Run);

    private bool Run()
    {
        var (paths, formats, ci) = (new ProjectPaths(ProjectDirectory), new OutputFormats(Exports), CiCommands.Parse(CiSystem));
        var settings = new LogSettings(Clock, BuildVerbosityName.Parse(Verbosity), CiCommands.Annotations(ci, paths.Absolute));
        var log = new ConversionLog(Log, settings);
        IReadOnlyList<ConversionItem> items = [.. Conversions.Select(conversion => new ConversionItem(conversion, paths, IntermediateDirectory, formats))];
        if (NoBuild)
        {
            return RequireOwnOutputs(items, log);
        }

        var schemes = new SchemeDefinitions(Schemes, paths, IntermediateDirectory, log.Error);
        var folders = new OutputFolders(paths, IntermediateDirectory, OutputDirectory, CopyReports, FileNameCase.In(ProjectDirectory));
        ModelItems.Check(Models, DefaultTargetScheme, log);
        items = ExportNames.Given([.. items.Select(schemes.Resolved)], formats, log);
        IReadOnlyList<string> definitions = [.. Schemes.SelectMany(scheme => ItemList.Of(scheme, "Definition")).Select(paths.Absolute)];
        var collisions = OutputCollisions.Of(items, folders, definitions, IgnoreBaseline).ToList();
        collisions.AddRange(collisions.Count == 0 ? ExportNames.Collisions(items, formats) : []);
        var results = new ResultFiles(paths.AbsoluteOrNull(TestResults), paths.AbsoluteOrNull(Sarif), IndexFile.IsWanted(items.Count, HasHistory) ? paths.Absolute($"{IntermediateDirectory}{IndexFile.Place}") : null);
        var overwritten = results.Collisions(items, folders, definitions, paths.Absolute(ProjectFile)).ToList();
        collisions.AddRange(overwritten);
        collisions.ForEach(collision => log.Error(collision.File, collision.Error));

        var conversions = new ProjectConversions(items, formats, folders, IgnoreBaseline, log);
        var stale = conversions.Stale();
        if (FailIfNotIncremental)
        {
            return RequireNothing(stale, log);
        }

        conversions.Remove(stale);
        var states = new Dictionary<string, ConversionState>();
        try
        {
            Convert(conversions, collisions.Count == 0 ? stale : [], paths.AbsoluteOrNull(CacheDirectory), settings, states);
        }
        catch (OperationCanceledException)
        {
            // Returning false without an error is the engine's own form of a cancelled build.
            return false;
        }

        foreach (var item in stale)
        {
            states.TryAdd(item.Record, item.IsWrong || settings.Told.Any(diagnostic => diagnostic.IsError && diagnostic.Item?.Record == item.Record) ? ConversionState.Failed : ConversionState.NotRun);
        }

        var outcome = new BuildOutcome(items, states, log, settings);
        outcome.Tell();
        outcome.Summarize(ci, Path.GetFileNameWithoutExtension(ProjectFile), paths.AbsoluteOrNull(CiSummaryFile) ?? "");
        if (overwritten.Count == 0)
        {
            outcome.Write(Path.GetFileNameWithoutExtension(ProjectFile), results, paths.Absolute);
            if (results.Index is { } index && collisions.Count == 0)
            {
                outcome.WriteIndex(new IndexFile(items, index, [.. History.Select(report => paths.Absolute(report.ItemSpec)).Order(StringComparer.Ordinal)]), Path.GetFileNameWithoutExtension(ProjectFile));
            }
        }

        return collisions.Count == 0 && !log.HasErrors && !states.ContainsValue(ConversionState.Failed);
    }

    private void Convert(ProjectConversions conversions, IReadOnlyList<ConversionItem> stale, string? cacheFolder, LogSettings settings, Dictionary<string, ConversionState> states) =>
        conversions.Convert(stale, cacheFolder, (record, shared, item, request) =>
        {
            // A log of its own tells whether the engine takes something of this conversion for an error.
            var log = new ConversionLog(new TaskLoggingHelper(this), settings);
            new ConversionRun(BuildEngine as IBuildEngine9, log, record, shared).Convert(item, request, _cancellation.Token);
            states[item.Record] = log.HasErrors ? ConversionState.Failed : ConversionState.Converted;
        });

    private static bool RequireNothing(IReadOnlyList<ConversionItem> stale, ConversionLog log)
    {
        foreach (var item in stale)
        {
            log.Error(item, new MrqException(MrqCodes.NotUpToDate, $"the conversion to {item.Scheme} is not up to date, and this build only asks; build without -question."));
        }

        return !log.HasErrors;
    }

    private static bool RequireOwnOutputs(IReadOnlyList<ConversionItem> items, ConversionLog log)
    {
        var files = new Fingerprints();
        foreach (var item in items.Where(item => !ConversionRecord.HasOwnOutputs(item, files)))
        {
            log.Error(item, new MrqException(MrqCodes.NotUpToDate, $"what lies in place of its conversion to {item.Scheme} is not what that conversion wrote; build without --no-build."));
        }

        return !log.HasErrors;
    }
}
