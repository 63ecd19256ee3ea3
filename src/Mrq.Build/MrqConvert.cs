using System.Globalization;
using Microsoft.Build.Framework;
using Mrq.Core.Diagnostics;
using Task = Microsoft.Build.Utilities.Task;

namespace Mrq.Build;

/// <summary>
/// Converts one model to one scheme. Thin: it resolves paths against the project, maps metadata to a request, and results to the
/// engine's messages.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class MrqConvert : Task, IMultiThreadableTask, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    public TaskEnvironment TaskEnvironment { get; set; } = TaskEnvironment.Fallback;

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
            Log.LogMessage(MessageImportance.High, "{0}{1}", result.Summary, result.FromCache ? "; from the cache" : "");
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
            Log.LogMessage(MessageImportance.Low, "{0}", error);
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
        Metric = Metric.Length > 0 ? Metric : "top1",
        MaxAccuracyDrop = ParseLimit(),
        MaxParallelism = cores,
    };

    private string Absolute(string path) => TaskEnvironment.GetAbsolutePath(path);

    private string? AbsoluteOrNull(string path) => path.Length > 0 ? Absolute(path) : null;

    private string? CArrayPath()
    {
        var unknown = OutputFormat.FirstOrDefault(format => format is not ("tflite" or "c-array"));
        return unknown is null
            ? AbsoluteOrNull(SourceFile)
            : throw new MrqException(MrqCodes.BadOption, $"OutputFormat '{unknown}' is not tflite or c-array.");
    }

    private double? ParseLimit()
    {
        if (MaxAccuracyDrop.Length == 0)
        {
            return null;
        }

        return double.TryParse(MaxAccuracyDrop, NumberStyles.Float, CultureInfo.InvariantCulture, out var limit) && double.IsFinite(limit)
            ? limit
            : throw new MrqException(MrqCodes.BadOption, $"MaxAccuracyDrop '{MaxAccuracyDrop}' is not a number of percentage points such as 0.64.");
    }

    private void LogFailure(MrqException error)
    {
        // The model in the user's spelling; another file by its own name.
        var file = error.Place.File is null || error.Place.File == Absolute(ModelPath) ? Model : error.Place.File;
        TaskDiagnostics.Error(Log, error.Code, file, error.MessageWithPlace);
    }
}
