using System.Globalization;
using Mrq.Cache;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Metrics;
using Mrq.Files;

namespace Mrq.Sweeps;

/// <summary>
/// Makes of the results of all units what one process would have made: converted models, reports, pages, the gate's judgement, and one index. Byte for byte,
/// since both are the same code on the same numbers: what units measured is kept by sample, and everything that is told of it is of the set.
/// </summary>
public static class SweepMerge
{
    /// <summary>The index's name in the output folder.</summary>
    public const string IndexName = "mrq-reports.html";

    private const string LockName = ".mrq-merge.lock";

    /// <summary>As many results as are named where many are missing.</summary>
    private const int MostNamed = 20;

    /// <summary>Merges a sweep.</summary>
    /// <param name="planPath">The plan.</param>
    /// <param name="results">Where results are; null for the folder beside the plan.</param>
    /// <param name="options">What is made of them.</param>
    /// <param name="progress">What is done.</param>
    /// <param name="cancellation">Stops between conversions.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.SweepIncomplete"/> or <see cref="MrqCodes.OtherSweepVersion"/> for results that are missing or not this plan's, before anything is written; <see cref="MrqCodes.SweepBusy"/> where another process merges into the folder.</exception>
    public static IReadOnlyList<MergedConversion> Merge(string planPath, string? results, MergeOptions options, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        var (plan, folder) = (SweepPlan.Read(planPath), new ResultFolder(results ?? ResultFolder.Beside(planPath)));
        var root = Path.GetDirectoryName(Path.GetFullPath(planPath))!;
        var output = Path.GetFullPath(options.OutputFolder);
        using var alone = Alone(output);
        var whole = new WholeResults(plan, folder);
        RequireComplete(plan, whole, cancellation);
        var (merged, done) = (new MergedConversion[plan.Conversions.Count], 0);
        Parallel.For(0, merged.Length, ModelConverter.Parallel(options.Workers, cancellation), conversion =>
        {
            merged[conversion] = Merge(plan, root, conversion, whole, output, options);
            progress?.Report(string.Create(CultureInfo.InvariantCulture, $"merging: {Interlocked.Increment(ref done)} of {merged.Length} conversions"));
        });
        OutputFile.Write(Path.Combine(output, IndexName), ReportIndex.Page("Converted models", [.. merged.Select((one, conversion) => Indexed(plan, conversion, one, output))]));
        return merged;
    }

    private static MergedConversion Merge(SweepPlan plan, string root, int conversion, WholeResults whole, string output, MergeOptions options)
    {
        var name = UnitNames.OfConversion(plan, conversion);
        var request = SweepRequests.Of(plan, conversion, root, output) with { CacheDirectory = options.CacheFolder };
        request = options.UpdateBaselines ? request with { BaselineReport = null } : request;
        try
        {
            var files = ConversionFiles.Of(request);
            files.RequireWritable();
            var found = whole.Of(conversion);
            if (found.Own.Head.Refused is { } refused)
            {
                files.RemoveOld();
                return new MergedConversion(name, null, [], new MrqException(refused.Code, refused.Message, new MrqPlace(request.ModelPath)));
            }

            var baseline = request.BaselineReport is { } path && request.Limits.Mode != GateMode.Off ? Baseline.Read(path, Path.GetFileName(request.ModelPath), request.Scheme) : null;
            var (draft, model, data) = (found.Draft, found.Model, found.Data);
            var source = found.Own.Graph(UnitParts.Source, found.OwnPath).Graph;
            var measurement = new Measurement(Joined(request, draft, source, found, data), data.Digest);
            var made = draft.Complete(request, measurement, baseline, data.Doubts, wanted => found.Pictures ?? (wanted.Count == 0 ? new Dictionary<int, byte[]>() : ConversionPage.Pictures(Load(request, source, new SampleRange(0, wanted.Max() + 1)), source, draft.Order, wanted)));
            files.RemoveOld();
            if (made.Failure is { } failure)
            {
                files.DeliverReports(made.Result.Report.Span, made.Page);
                return new MergedConversion(name, null, [], failure.InFile(request.ModelPath));
            }

            var result = files.Deliver(new Conversion(made.Result, model.ToArray(), made.Page));
            ConversionCache.Open(request)?.Store(new Conversion(made.Result, model.ToArray(), made.Page));
            if (options.UpdateBaselines && SweepRequests.Of(plan, conversion, root, output).BaselineReport is { } place)
            {
                OutputFile.Write(place, made.Result.Report.Span);
            }

            return new MergedConversion(name, result.Summary, result.Warnings, null);
        }
        catch (MrqException error)
        {
            return new MergedConversion(name, null, [], error.InFile(request.ModelPath));
        }
    }

    /// <summary>The comparison on all samples.</summary>
    private static ModelComparison Joined(ConversionRequest request, ConversionDraft draft, QuantizedGraph source, ConversionResults found, DataDigests data)
    {
        var isEvaluated = draft.Data == "evaluation";
        ISampleSource samples = isEvaluated ? Load(request, source, default) : new CountedSamples(data.Count);
        if (isEvaluated && (samples.Count != data.Count || UnitRunner.LabelsOf(samples) != data.Labels))
        {
            throw new MrqException(MrqCodes.SweepInputChanged, "the samples or labels are not those that were measured; bring the file back, or plan the sweep anew.", new MrqPlace(DataFile.Parse(request.EvaluationData[0]).Path));
        }

        var measurement = new ModelMeasurement(source, found.Own.Graph(UnitParts.Target, found.OwnPath).Graph, isEvaluated ? Metric.Parse(request.Metric) : SampleRun.MetricWithoutLabels(source), samples);
        foreach (var (result, path) in found.Measured.Prepend((found.Own, found.OwnPath)))
        {
            using var stream = new MemoryStream(result.Parts.GetValueOrDefault(UnitParts.Measured).ToArray(), writable: false);
            if (!measurement.TryLoad(stream))
            {
                throw UnitParts.Without(UnitParts.Measured, path);
            }
        }

        return measurement.Result() with { Data = draft.Data, InputStep = draft.InputStep };
    }

    /// <summary>The evaluation data, of which some samples are read.</summary>
    private static Dataset Load(ConversionRequest request, QuantizedGraph source, SampleRange range) =>
        Dataset.Load(request.EvaluationData, request.Data with { Labels = Metric.Parse(request.Metric).Labels, Range = range }, source);

    private static IndexedConversion Indexed(SweepPlan plan, int conversion, MergedConversion merged, string output)
    {
        var planned = plan.Conversions[conversion];
        var isJudged = merged.Failure is { } error && MrqCodes.IsFailedGate(error.Code);
        var figures = merged.Failure is null || isJudged ? ReportFigures.Of(Path.Combine(output, ConversionOutputs.ReportBeside(planned.Output))) : null;
        var result = isJudged ? "limit exceeded" : merged.Failure?.Code.Id ?? (figures?.Passed == true ? "passed" : "not judged");
        return new IndexedConversion(Path.GetFileName(plan.Models[planned.Model].File.Path), planned.Scheme, result, merged.Failure is not null, figures) { Page = figures is null ? null : $"{planned.Output}.report.html" };
    }

    private static void RequireComplete(SweepPlan plan, WholeResults whole, CancellationToken cancellation)
    {
        var wrong = new MrqException?[plan.Conversions.Count][];
        Parallel.For(0, wrong.Length, ModelConverter.Parallel(0, cancellation), conversion => wrong[conversion] = [.. whole.WrongOf(conversion)]);
        var all = wrong.SelectMany(errors => errors).OfType<MrqException>().DistinctBy(error => (error.Place.File, error.Message)).ToList();
        if (all.Count > 0)
        {
            throw new MrqException(
                all[0].Code,
                string.Create(CultureInfo.InvariantCulture, $"{all.Count} results are missing or not this plan's, and nothing was merged: {string.Join("; ", all.Take(MostNamed).Select(error => error.Place.File is { } file ? $"{SafeText.Name(Path.GetFileName(file))}: {error.Message.TrimEnd('.')}" : error.Message.TrimEnd('.')))}{(all.Count > MostNamed ? "; and others" : "")}."),
                all[0].Place,
                all[0]);
        }
    }

    /// <summary>Holds the output folder for one merge.</summary>
    private static FileStream Alone(string output)
    {
        var path = Path.Combine(output, LockName);
        try
        {
            Directory.CreateDirectory(output);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new MrqException(MrqCodes.SweepBusy, "another process merges into this folder; wait for it, or give another folder.", new MrqPlace(output), error);
        }
        catch (Exception error) when (OutputFile.IsOfFiles(error))
        {
            throw OutputFile.CannotWrite(output, error);
        }
    }
}

/// <summary>What is made of a sweep's results.</summary>
/// <param name="OutputFolder">Where models, reports and the index go.</param>
public sealed record MergeOptions(string OutputFolder)
{
    /// <summary>A conversion cache that gets the conversions, so that builds take them from there; null for none.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Whether reports become the baselines, and none is held against.</summary>
    public bool UpdateBaselines { get; init; }

    /// <summary>Threads; 0 for all processors. The result does not depend on it.</summary>
    public int Workers { get; init; }
}

/// <summary>What a conversion of a sweep came to.</summary>
/// <param name="Name">"kws.tflite to esp32-s3".</param>
/// <param name="Summary">Its line; null where it has no model.</param>
/// <param name="Warnings">Coded warnings, each with its message.</param>
/// <param name="Failure">Why it has no model; null where it has one.</param>
public sealed record MergedConversion(string Name, string? Summary, IReadOnlyList<(MrqCode Code, string Message)> Warnings, MrqException? Failure);
