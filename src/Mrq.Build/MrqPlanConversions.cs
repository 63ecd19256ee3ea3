using Microsoft.Build.Framework;
using Mrq.Build.Conversions;
using Mrq.Build.Outcomes;
using Mrq.Evaluation.Datasets;
using Task = Microsoft.Build.Utilities.Task;

namespace Mrq.Build;

/// <summary>
/// Tells what the models of a project will be converted to: every conversion, and every file of it with what becomes of that file. It looks at
/// items alone, never at a file, so that an IDE can ask at any time; what is wrong with an item <see cref="MrqConvert"/> says.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class MrqPlanConversions : Task
{
    /// <summary>The project's folder, to which paths are relative.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>The MrqModel items as the project has them.</summary>
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The MrqScheme items.</summary>
    public ITaskItem[] Schemes { get; set; } = [];

    /// <summary>Metadata that is meant where a model's item leaves it empty.</summary>
    public string DefaultTargetScheme { get; set; } = "";

    public string DefaultMaxAccuracyDrop { get; set; } = "";

    public string DefaultAccuracyGate { get; set; } = "";

    /// <summary>Where converted models lie before they are copied.</summary>
    [Required]
    public string IntermediateDirectory { get; set; } = "";

    public bool CopyReports { get; set; }

    /// <summary>Whether reports of earlier builds are named.</summary>
    public bool HasHistory { get; set; }

    /// <summary>Where copied files go in a package of the project.</summary>
    public string PackagePath { get; set; } = "";

    /// <summary>The output formats that there are.</summary>
    internal IReadOnlyList<IExport> Exports { get; init; } = ExportFormats.All;

    /// <summary>One item for each model and scheme.</summary>
    [Output]
    public ITaskItem[] Conversions { get; private set; } = [];

    /// <summary>
    /// Every file that is written, with its Kind, its TargetPath below the output folder where somebody uses it, and CopyToOutputDirectory,
    /// CopyToPublishDirectory, LogicalName and PackagePath where it is copied, published, embedded and packed.
    /// </summary>
    [Output]
    public ITaskItem[] Files { get; private set; } = [];

    /// <summary>Every file that decides a conversion.</summary>
    [Output]
    public ITaskItem[] Inputs { get; private set; } = [];

    public override bool Execute() => TaskDiagnostics.Guarded(Log, ProjectDirectory, Plan);

    private bool Plan()
    {
        var (paths, formats) = (new ProjectPaths(ProjectDirectory), new OutputFormats(Exports));
        var planner = new ConversionPlanner(paths, [.. ModelMetadata.Own, .. formats.Options], new Dictionary<string, string>
        {
            ["TargetScheme"] = DefaultTargetScheme,
            ["MaxAccuracyDrop"] = DefaultMaxAccuracyDrop,
            ["AccuracyGate"] = DefaultAccuracyGate,
        });
        Conversions = [.. Models.SelectMany(planner.Plan)];
        var files = new FileItems(CopyReports, PackagePath);
        Files =
        [
            .. Conversions.SelectMany(conversion => files.Of(new ConversionItem(conversion, paths, IntermediateDirectory, formats))),
            .. IndexFile.IsWanted(Conversions.Length, HasHistory) ? new[] { files.OfIndex(IntermediateDirectory) } : [],
            .. Schemes.Select(scheme => FileItems.OfScheme(IntermediateDirectory, scheme.ItemSpec)),
        ];
        Inputs =
        [
            .. Conversions.SelectMany(conversion => InputsOf(conversion, formats)).Concat(Schemes.SelectMany(scheme => ItemList.Of(scheme, "Definition"))).Distinct().Select(path => EngineItem.Of(path)),
        ];
        return true;
    }

    private static IEnumerable<string> InputsOf(ITaskItem conversion, OutputFormats formats) =>
    [
        conversion.GetMetadata(ConversionItem.FullPathName),
        .. DataFile.Paths(new[] { nameof(ConversionRequest.CalibrationData), nameof(ConversionRequest.EvaluationData) }.SelectMany(name => ItemList.Of(conversion, name))),
        .. ItemList.Of(conversion, nameof(ConversionRequest.BaselineReport)),
        .. formats.Exports.SelectMany(format => format.Options).Where(option => option.IsFile).Select(option => option.Name).Distinct().SelectMany(name => ItemList.Of(conversion, name)),
    ];
}
