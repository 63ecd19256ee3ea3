using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Gate;
using Mrq.Files;
using Mrq.Formats;

namespace Mrq;

/// <summary>
/// One conversion: which model, to which scheme, proved on which data, written where. Paths are absolute or relative to the process, and
/// each is marked as one: what is read and written is known from these marks.
/// </summary>
public sealed record ConversionRequest
{
    [RequestPath(PathUse.Input, "the model that is converted")]
    public required string ModelPath { get; init; }

    /// <summary>A name from the scheme catalogue, or that of the scheme in <see cref="SchemeFile"/>.</summary>
    public required string Scheme { get; init; }

    /// <summary>A JSON file that defines the scheme; null for one of the catalogue.</summary>
    [RequestPath(PathUse.Input, "the scheme's definition")]
    public string? SchemeFile { get; init; }

    [RequestPath(PathUse.Output, ConversionOutputs.ModelRole)]
    public required string OutputPath { get; init; }

    /// <summary>The container that the model is written in, by its name in <see cref="ModelContainer.All"/>; null for its own.</summary>
    public string? OutputFormat { get; init; }

    /// <summary>The order of axes of images at the written model's inputs and outputs, <c>nhwc</c> or <c>nchw</c>; null for the source's.</summary>
    public string? InterfaceLayout { get; init; }

    /// <summary>Shapes of inputs whose dimensions the model leaves open, as <see cref="InputShapeOption"/> reads them; null for none.</summary>
    public string? InputShape { get; init; }

    /// <summary>Where the JSON report goes; null for none.</summary>
    [RequestPath(PathUse.Output, ConversionOutputs.ReportRole)]
    public string? ReportPath { get; init; }

    /// <summary>Whether the report says how long each pass took, which no two runs repeat.</summary>
    public bool ReportTimes { get; init; }

    /// <summary>The model in other output formats.</summary>
    public IReadOnlyList<ExportRequest> Exports { get; init; } = [];

    /// <summary>Where results of earlier conversions are kept; null for no cache.</summary>
    [RequestPath(PathUse.Folder, "the cache")]
    public string? CacheDirectory { get; init; }

    /// <summary>Where the report as a page goes; null for none.</summary>
    [RequestPath(PathUse.Output, ConversionOutputs.PageRole)]
    public string? HtmlPath { get; init; }

    /// <summary>Unlabelled samples; synthetic inputs when empty.</summary>
    [RequestPath(PathUse.Data, "the calibration data")]
    public IReadOnlyList<string> CalibrationData { get; init; } = [];

    /// <summary>Passes to leave out, by name, so that the worth of each can be measured.</summary>
    public IReadOnlyList<string> WithoutPasses { get; init; } = [];

    /// <summary>Whether operators that hinder a conversion are kept as they are, so that all others are converted.</summary>
    public bool KeepGoing { get; init; }

    /// <summary>Whether the report says what each operator costs, which takes about as long as the conversion.</summary>
    public bool Analyze { get; init; }

    /// <summary>Whether single operators may have more bits than the scheme gives all.</summary>
    public PrecisionOptions Precision { get; init; } = PrecisionOptions.Uniform;

    /// <summary>Labelled samples for the gate; when empty, outputs are compared on calibration or synthetic samples.</summary>
    [RequestPath(PathUse.Data, "the evaluation data")]
    public IReadOnlyList<string> EvaluationData { get; init; } = [];

    /// <summary>What the data files do not say of themselves.</summary>
    public DatasetOptions Data { get; init; } = DatasetOptions.Default;

    /// <summary>The name of a metric.</summary>
    public string Metric { get; init; } = "top1";

    /// <summary>What may be lost; no limits by default.</summary>
    public GateLimits Limits { get; init; } = GateLimits.None;

    /// <summary>The report of an earlier build that this one must not be worse than; null for none.</summary>
    [RequestPath(PathUse.Input, "the baseline report")]
    public string? BaselineReport { get; init; }

    /// <summary>Threads to use; 0 for all processors. The result does not depend on it.</summary>
    public int MaxParallelism { get; init; }

    /// <summary>The shapes that <see cref="InputShape"/> says.</summary>
    internal InputShapes Shapes => InputShapeOption.Parse(nameof(InputShape), InputShape);

    /// <summary>Exports that are containers of models, of which the report tells.</summary>
    internal IEnumerable<ExportRequest> Containers => Exports.Where(export => export.Format is ModelContainer);

    /// <summary>What is written.</summary>
    internal ConversionOutputs Outputs => new(OutputPath, ReportPath, HtmlPath, Exports);
}
