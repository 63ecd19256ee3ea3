using Microsoft.Build.Framework;
using Mrq.Build.Conversions;
using Mrq.Core.Diagnostics;
using Mrq.Sweeps;
using Task = Microsoft.Build.Utilities.Task;

namespace Mrq.Build;

/// <summary>Makes a sweep's plan of a project's conversions, so that a cluster can do what a build would: the same models, targets, data and limits.</summary>
[MSBuildMultiThreadableTask]
public sealed class MrqPlanSweep : Task
{
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

    /// <summary>Where converted models lie before they are copied: definitions of schemes are written there.</summary>
    [Required]
    public string IntermediateDirectory { get; set; } = "";

    /// <summary>Where the plan goes; empty for a folder of the intermediate one.</summary>
    public string Plan { get; set; } = "";

    /// <summary>Percent of all work that a unit of samples takes at most; empty for the usual.</summary>
    public string UnitShare { get; set; } = "";

    public override bool Execute() => TaskDiagnostics.Guarded(Log, ProjectDirectory, Planned);

    private bool Planned()
    {
        var (paths, formats) = (new ProjectPaths(ProjectDirectory), new OutputFormats(ExportFormats.All));
        var log = new ConversionLog(Log, new LogSettings(TimeProvider.System, BuildVerbosity.Normal, null));
        ModelItems.Check(Models, DefaultTargetScheme, log);
        var definitions = new SchemeDefinitions(Schemes, paths, IntermediateDirectory, log.Error);
        var items = Conversions.Select(conversion => definitions.Resolved(new ConversionItem(conversion, paths, IntermediateDirectory, formats))).ToList();
        var (failures, place) = (new List<MrqException>(), Plan.Length > 0 ? Plan : $"{IntermediateDirectory}sweep/plan.json");
        var share = OptionNumber.Real("MrqSweepUnitShare", UnitShare.Length > 0 ? UnitShare : null, "percent such as 1") ?? SweepPlanner.UsualShare;
        if (log.HasErrors || items.Exists(item => item.IsWrong))
        {
            return false;
        }

        // A model's item has one list of schemes; the same file may stand in several items with other options.
        var models = items.GroupBy(item => (item.Model, item.Project, item[ConversionItem.SchemesName], item[ConversionItem.PlaceName][..^(item.Scheme.Length + 1)])).Select(group => Model([.. group])).ToList();
        var summary = SweepPlanner.Plan(new SweepDefinition(models), paths.Absolute(place), share, failures);
        failures.ForEach(failure => log.Error(failure.Place.File ?? ProjectDirectory, failure));
        if (summary is not null)
        {
            log.Line($"{place}: {summary.Line}");
        }

        return summary is not null && !log.HasErrors;
    }

    /// <summary>The conversions of one item.</summary>
    private static SweepModel Model(IReadOnlyList<ConversionItem> items)
    {
        var item = items[0];
        var place = $"{item[ConversionItem.PlaceName][..^(item.Scheme.Length + 1)]}{item[ConversionItem.ExtensionName]}".Replace(Path.DirectorySeparatorChar, '/');
        return new SweepModel(item.ModelPath, place, [.. items.Select(one => new SweepScheme(one.Scheme, one.SchemeFile?.Written()))])
        {
            Evaluation = item.Data(nameof(ConversionRequest.EvaluationData)),
            Calibration = item.Data(nameof(ConversionRequest.CalibrationData)),
            Baseline = BaselineOf(items),
            Format = item.Container?.Name,
            Options = ConversionMetadata.Values.Where(name => item.List(name).Length > 0).ToDictionary(name => name, name => (IReadOnlyList<string>)item.List(name)),
        };
    }

    /// <summary>Of several schemes each has a report of its own in one folder, named as reports are.</summary>
    private static string? BaselineOf(IReadOnlyList<ConversionItem> items) => items[0].BaselinePath is not { } path ? null
        : items.Count > 1 || Path.GetFileName(path) == Path.GetFileName(items[0].Outputs.ReportPath) ? $"{Path.GetDirectoryName(path)}/"
        : path;
}
