using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Mrq.Build.Conversions;
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

    /// <summary>Set by an engine that only asks whether there is anything to do.</summary>
    public bool FailIfNotIncremental { get; set; }

    /// <summary>The output formats that there are.</summary>
    internal IReadOnlyList<IExport> Exports { get; init; } = ExportFormats.All;

    /// <summary>What spaces progress out.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    public void Cancel() => _cancellation.Cancel();

    public void Dispose() => _cancellation.Dispose();

    public override bool Execute() => TaskDiagnostics.Guarded(Log, ProjectDirectory, Run);

    private bool Run()
    {
        var (paths, formats, log) = (new ProjectPaths(ProjectDirectory), new OutputFormats(Exports), new ConversionLog(Log, Clock));
        IReadOnlyList<ConversionItem> items = [.. Conversions.Select(conversion => new ConversionItem(conversion, paths, IntermediateDirectory, formats))];
        if (NoBuild)
        {
            return RequireOwnOutputs(items, log);
        }

        var schemes = new SchemeDefinitions(Schemes, paths, IntermediateDirectory, log.Error);
        var folders = new OutputFolders(paths, IntermediateDirectory, OutputDirectory, CopyReports, FileNameCase.In(ProjectDirectory));
        ModelItems.Check(Models, DefaultTargetScheme, Log);
        items = ExportNames.Given([.. items.Select(schemes.Resolved)], formats, log);
        var collisions = OutputCollisions.Of(items, folders, Schemes.SelectMany(scheme => ItemList.Of(scheme, "Definition")).Select(paths.Absolute), IgnoreBaseline).ToList();
        collisions.AddRange(collisions.Count == 0 ? ExportNames.Collisions(items, formats) : []);
        collisions.ForEach(collision => log.Error(collision.File, collision.Error));

        var conversions = new ProjectConversions(items, formats, folders, IgnoreBaseline, log);
        var stale = conversions.Stale();
        if (FailIfNotIncremental)
        {
            return RequireNothing(stale, log);
        }

        conversions.Remove(stale);
        return collisions.Count == 0 && Convert(conversions, stale, paths.AbsoluteOrNull(CacheDirectory)) && !log.HasErrors;
    }

    private bool Convert(ProjectConversions conversions, IReadOnlyList<ConversionItem> stale, string? cacheFolder)
    {
        var logs = new List<ConversionLog>();
        try
        {
            conversions.Convert(stale, cacheFolder, (record, item, request) =>
            {
                logs.Add(new ConversionLog(new TaskLoggingHelper(this), Clock));
                new ConversionRun(BuildEngine as IBuildEngine9, logs[^1], record).Convert(item, request, _cancellation.Token);
            });
            return logs.TrueForAll(log => !log.HasErrors);
        }
        catch (OperationCanceledException)
        {
            // Returning false without an error is the engine's own form of a cancelled build.
            return false;
        }
    }

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
