using Microsoft.Build.Framework;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Gate;
using Mrq.Requantization;
using Task = Microsoft.Build.Utilities.Task;

namespace Mrq.Build;

/// <summary>
/// Converts one model to one scheme. Thin: it resolves paths against the project, maps metadata to a request, and results to the
/// engine's messages.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class MrqConvert : Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>The project's folder, to which paths are relative.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>The model as the user spelled it.</summary>
    [Required]
    public string Model { get; set; } = "";

    /// <summary>Its full path.</summary>
    [Required]
    public string ModelPath { get; set; } = "";

    [Required]
    public string TargetScheme { get; set; } = "";

    [Required]
    public string OutputFile { get; set; } = "";

    [Required]
    public string ReportFile { get; set; } = "";

    /// <summary>The model as C source, when <see cref="OutputFormat"/> asks for it.</summary>
    public string SourceFile { get; set; } = "";

    /// <summary>A list of tflite and c-array; tflite when empty.</summary>
    public string[] OutputFormat { get; set; } = [];

    /// <summary>The definition of a scheme of one's own; empty for one of the catalogue.</summary>
    public string SchemeFile { get; set; } = "";

    /// <summary>Where results are kept for other builds; empty for nowhere.</summary>
    public string CacheDirectory { get; set; } = "";

    public string[] CalibrationData { get; set; } = [];

    public string[] EvaluationData { get; set; } = [];

    public string Metric { get; set; } = "";

    public string MaxAccuracyDrop { get; set; } = "";

    public string MinAccuracy { get; set; } = "";

    public string MinAgreement { get; set; } = "";

    public string MinSqnr { get; set; } = "";

    public string AccuracyGate { get; set; } = "";

    /// <summary>A committed report that this build must not be worse than; empty for none.</summary>
    public string BaselineReport { get; set; } = "";

    public string InputMean { get; set; } = "";

    public string InputScale { get; set; } = "";

    public string InputType { get; set; } = "";

    public string LabelOffset { get; set; } = "";

    /// <summary>The passes that run, or with a '-' in front of each those that do not; all when empty.</summary>
    public string[] MrqPasses { get; set; } = [];

    /// <summary>Where the report as a page goes; empty for nowhere.</summary>
    public string HtmlFile { get; set; } = "";

    public void Cancel() => _cancellation.Cancel();

    public void Dispose() => _cancellation.Dispose();

    public override bool Execute()
    {
        var cores = 0;
        var engine = BuildEngine as IBuildEngine9;
        try
        {
            cores = engine?.RequestCores(Environment.ProcessorCount) ?? 0;
            var progress = new EngineProgress(Log, $"{Path.GetFileName(Model)} -> {TargetScheme}");
            var result = ModelConverter.Convert(Request(Math.Max(cores, 1)), progress, _cancellation.Token);
            TaskDiagnostics.Message(Log, MessageImportance.High, $"{result.Summary}{(result.FromCache ? "; from the cache" : "")}");
            foreach (var (code, message) in result.Warnings)
            {
                TaskDiagnostics.Warning(Log, code, Model, message);
            }
        }
        catch (OperationCanceledException)
        {
            // Returning false without an error is the engine's own form of a cancelled build.
            return false;
        }
        catch (AggregateException error) when (error.Flatten().InnerExceptions.OfType<MrqException>().FirstOrDefault() is { } inner)
        {
            LogFailure(inner);
        }
        catch (MrqException error)
        {
            LogFailure(error);
        }
#pragma warning disable CA1031 // The item's boundary: an escaping exception would be MSB4018 with a stack trace.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogFailure(new MrqException(MrqCodes.Internal, $"{error.GetType().Name} in conversion to {TargetScheme}; please report it with the model."));
            TaskDiagnostics.Trace(Log, error);
        }
        finally
        {
            if (cores > 0)
            {
                engine!.ReleaseCores(cores);
            }
        }

        return !Log.HasLoggedErrors;
    }

    private ConversionRequest Request(int cores) => new()
    {
        ModelPath = Absolute(ModelPath),
        Scheme = TargetScheme,
        SchemeFile = AbsoluteOrNull(SchemeFile),
        OutputPath = Absolute(OutputFile),
        ReportPath = Absolute(ReportFile),
        CArrayPath = CArrayPath(),
        CacheDirectory = AbsoluteOrNull(CacheDirectory),
        CalibrationData = [.. CalibrationData.Select(Absolute)],
        EvaluationData = [.. EvaluationData.Select(Absolute)],
        WithoutPasses = PassNames.LeftOutBy(MrqPasses),
        Metric = Metric.Length > 0 ? Metric : "top1",
        HtmlPath = HtmlFile.Length > 0 ? Absolute(HtmlFile) : null,
        BaselineReport = BaselineReport.Length > 0 ? Absolute(BaselineReport) : null,
        Limits = new GateLimits
        {
            MaxAccuracyDrop = OptionNumber.Limit(nameof(MaxAccuracyDrop), Set(MaxAccuracyDrop), "percentage points such as 0.64"),
            MinAccuracy = OptionNumber.Limit(nameof(MinAccuracy), Set(MinAccuracy), "percent such as 80"),
            MinAgreement = OptionNumber.Limit(nameof(MinAgreement), Set(MinAgreement), "percent such as 95"),
            MinSqnr = OptionNumber.Limit(nameof(MinSqnr), Set(MinSqnr), "dB such as 20"),
            Mode = GateLimits.ParseMode(AccuracyGate),
        },
        Data = new DatasetOptions
        {
            InputMean = OptionNumber.Real(nameof(InputMean), Set(InputMean), "the data's unit such as 127.5"),
            InputScale = OptionNumber.Real(nameof(InputScale), Set(InputScale), "real units per step such as 0.0078125"),
            InputType = DatasetOptions.ParseInputType(InputType),
            LabelOffset = OptionNumber.Whole(nameof(LabelOffset), Set(LabelOffset)) ?? 0,
        },
        MaxParallelism = cores,
    };

    /// <summary>Metadata that is not set is empty.</summary>
    private static string? Set(string metadata) => metadata.Length > 0 ? metadata : null;

    private string Absolute(string path) => new ProjectPaths(ProjectDirectory).Absolute(path);

    private string? AbsoluteOrNull(string path) => new ProjectPaths(ProjectDirectory).AbsoluteOrNull(path);

    private string? CArrayPath()
    {
        var unknown = OutputFormat.FirstOrDefault(format => format is not ("tflite" or "c-array"));
        return unknown is null
            ? AbsoluteOrNull(SourceFile)
            : throw new MrqException(MrqCodes.BadOption, $"OutputFormat '{unknown}' is not tflite or c-array.");
    }

    private void LogFailure(MrqException error)
    {
        // The model in the user's spelling; another file by its own name.
        var file = error.Place.File is null || error.Place.File == Absolute(ModelPath) ? Model : error.Place.File;
        TaskDiagnostics.Error(Log, error.Code, file, error.MessageWithPlace);
    }
}
