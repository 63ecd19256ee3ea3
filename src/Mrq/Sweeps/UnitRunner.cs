using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Mrq.Core.Diagnostics;
using Mrq.Emulator;
using Mrq.Evaluation;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;

namespace Mrq.Sweeps;

/// <summary>Runs units of a plan: each reads what it needs, and leaves one result. A right result that is there already is all there is to do.</summary>
/// <param name="plan">The plan.</param>
/// <param name="folder">Its folder.</param>
/// <param name="results">Where results are.</param>
internal sealed class UnitRunner(SweepPlan plan, string folder, ResultFolder results)
{
    /// <summary>More files are not asked for their lengths by each unit: a folder of pictures is held against the plan by the unit that reads all of it.</summary>
    private const int MostAsked = 16;

    /// <summary>Failures of a machine or its files, which another run may not have; any other one is what there is to say of a conversion.</summary>
    private static readonly HashSet<MrqCode> Passing =
        [MrqCodes.FileMissing, MrqCodes.BadDataset, MrqCodes.CannotWrite, MrqCodes.SweepInputChanged, MrqCodes.SweepIncomplete, MrqCodes.OtherSweepVersion, MrqCodes.Internal];

    /// <returns>Whether there was anything to do.</returns>
    /// <exception cref="MrqException">Why the unit has no result; it is kept for whoever asks for the status.</exception>
    public bool Run(SweepUnit unit, int threads, IProgress<string>? progress, CancellationToken cancellation)
    {
        if (results.Find(unit).Result is not null)
        {
            return false;
        }

        var clock = Stopwatch.StartNew();
        try
        {
            var parallel = ModelConverter.Parallel(threads, cancellation);
            var made = unit.Kind switch
            {
                UnitKind.Convert => Convert(unit, progress, parallel),
                UnitKind.Data => ReadData(unit),
                _ => Evaluate(unit, progress, parallel),
            };
            cancellation.ThrowIfCancellationRequested();
            if (made is not null)
            {
                results.Keep(unit, made with { Head = made.Head with { Seconds = clock.Elapsed.TotalSeconds } });
            }

            return made is not null;
        }
        catch (Exception error) when (MrqException.In(error) is { } known)
        {
            results.KeepFailure(unit, known);
            throw known;
        }
    }

    private UnitResult Convert(SweepUnit unit, IProgress<string>? progress, ParallelOptions parallel)
    {
        var planned = plan.Conversions[unit.Conversion];
        var model = plan.Models[planned.Model];
        var request = SweepRequests.Of(plan, unit.Conversion, folder, folder);
        var digests = new FileDigests();
        var inputs = Require(digests, [model.File, .. planned.Definition is { } definition ? [definition] : Array.Empty<PlannedFile>()], data: false).Concat(Require(digests, model.Calibration, data: true)).DistinctBy(entry => entry.Key).ToDictionary();
        try
        {
            var order = ConversionOrder.Read(request with { BaselineReport = null });
            var document = ModelFile.Read(request.ModelPath, request.Shapes);
            var lines = new ConversionProgress(progress, TimeProvider.System);
            (var prepared, order, var precision) = PrecisionSearch.Of(request with { OutputPath = results.PathOf(unit) }, order, document, model.Samples > 0 ? SweepPlan.FirstRange(model.Samples) : null, lines, parallel);
            var run = SampleRun.Of(prepared, order.Metric, parallel, lines.Evaluation(SampleRun.FirstSamples));
            var (draft, bytes) = ConversionDraft.Of(request, order, prepared, run, RoundingTrials.Once(prepared, order.Scheme, parallel), request.Analyze ? ConversionSensitivity.Of(prepared, run, order.Metric, lines, parallel) : null, precision, parallel.CancellationToken);
            var parts = new Dictionary<string, ReadOnlyMemory<byte>>
            {
                [UnitParts.Draft] = SweepJson.Bytes(draft),
                [UnitParts.Model] = bytes,
                [UnitParts.Source] = new GraphSnapshot(prepared.Source, document.ArithmeticOf(prepared.Source)).Write(),
                [UnitParts.Target] = new GraphSnapshot(prepared.Converted.Graph, prepared.Converted.Arithmetic).Write(),
                [UnitParts.Measured] = UnitParts.Saved(run.Measured),
            };
            if (prepared.Evaluation is null || model.Samples <= SampleRun.FirstSamples)
            {
                // These are all samples that there are.
                parts.Add(UnitParts.Pictures, SweepJson.Bytes(ConversionPage.Pictures(run.Samples, prepared.Source, draft.Order, ConversionPage.Shown(run.Measured.Result()))));
                parts.Add(UnitParts.Data, SweepJson.Bytes(new DataDigests(DatasetDigest.Of(run.Samples), run.Samples.Count, LabelsOf(run.Samples), [DatasetDigest.OfSamples(run.Samples)], prepared.Evaluation is { } all ? DatasetDoubts.Of(all, prepared.Source) : [])));
            }

            return new UnitResult(new UnitHead(plan.Id, unit.Id, SweepTool.Id, 0) { Inputs = inputs, Samples = DatasetDigest.OfSamples(run.Samples) }, parts);
        }
        catch (MrqException error) when (!Passing.Contains(error.Code))
        {
            return new UnitResult(new UnitHead(plan.Id, unit.Id, SweepTool.Id, 0) { Inputs = inputs, Refused = Refusal.Of(error) }, new Dictionary<string, ReadOnlyMemory<byte>>());
        }
    }

    private UnitResult ReadData(SweepUnit unit)
    {
        var model = plan.Models[unit.Model];
        var request = SweepRequests.Of(plan, Enumerable.Range(0, plan.Conversions.Count).First(conversion => plan.Conversions[conversion].Model == unit.Model), folder, folder);
        var digests = new FileDigests();
        var inputs = Require(digests, model.Evaluation, data: true).ToDictionary();
        var document = ModelFile.Read(request.ModelPath, request.Shapes);
        var data = Dataset.Load(request.EvaluationData, request.Data with { Labels = Metric.Parse(request.Metric).Labels }, document.Graph);
        if (data.Count != model.Samples)
        {
            throw Changed(model.Evaluation[0].Path);
        }

        var read = new DataDigests(DatasetDigest.Of(data), data.Count, LabelsOf(data), DatasetDigest.OfRanges(data, plan.RangesOf(unit.Model)), DatasetDoubts.Of(data, document.Graph));
        return new UnitResult(new UnitHead(plan.Id, unit.Id, SweepTool.Id, 0) { Inputs = inputs }, new Dictionary<string, ReadOnlyMemory<byte>> { [UnitParts.Data] = SweepJson.Bytes(read) });
    }

    /// <summary>Null where the conversion leaves nothing to measure: it was refused, or has measured itself.</summary>
    private UnitResult? Evaluate(SweepUnit unit, IProgress<string>? progress, ParallelOptions parallel)
    {
        var needed = plan.ConvertUnitOf(unit.Conversion);
        var (found, wrong) = results.Find(needed);
        if (found is not { } conversion)
        {
            throw wrong ?? new MrqException(MrqCodes.SweepIncomplete, $"{UnitNames.Of(plan, unit)} needs the result of {UnitNames.Of(plan, needed)}, which is not there; run the stage 'convert' first.", new MrqPlace(results.PathOf(needed)));
        }

        if (conversion.Head.LeavesNothing)
        {
            return null;
        }

        var request = SweepRequests.Of(plan, unit.Conversion, folder, folder);
        RequireLengths(plan.Models[plan.Conversions[unit.Conversion].Model].Evaluation);
        var (source, target, metric) = (conversion.Graph(UnitParts.Source, results.PathOf(needed)), conversion.Graph(UnitParts.Target, results.PathOf(needed)), Metric.Parse(request.Metric));
        var samples = new DigestedSamples(PreparedConversion.Load(request.EvaluationData, request.Data with { Labels = metric.Labels, Range = unit.Range }, source.Graph)!);
        var measurement = new ModelMeasurement(source.Graph, target.Graph, metric, samples);
        measurement.Run(
            new GraphRun(CompiledGraph.Compile(source.Graph, source.Arithmetic), SampleEncoder.Create(samples, source.Graph, source.Graph)),
            new GraphRun(CompiledGraph.Compile(target.Graph, target.Arithmetic), SampleEncoder.Create(samples, source.Graph, target.Graph)),
            parallel,
            ConversionProgress.Samples(progress, unit.Range.Count));
        return new UnitResult(
            new UnitHead(plan.Id, unit.Id, SweepTool.Id, 0) { Samples = samples.Digest },
            new Dictionary<string, ReadOnlyMemory<byte>> { [UnitParts.Measured] = UnitParts.Saved(measurement) });
    }

    /// <summary>The digest of labels that are classes: merging reads these again.</summary>
    public static string LabelsOf(ISampleSource samples) =>
        samples.Labels is { } labels ? System.Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(labels.AsSpan()))) : "";

    /// <summary>Holds files against the plan.</summary>
    private IEnumerable<KeyValuePair<string, string>> Require(FileDigests digests, IEnumerable<PlannedFile> files, bool data)
    {
        foreach (var file in files)
        {
            var text = DataFile.Parse(file.Path).At(path => Path.GetFullPath(path, folder)).ToString();
            var now = data ? digests.OfData(text, file.Path) : digests.OfFile(Path.GetFullPath(file.Path, folder), file.Path);
            yield return now == file ? KeyValuePair.Create(file.Path, now.Sha256) : throw Changed(file.Path);
        }
    }

    private void RequireLengths(IEnumerable<PlannedFile> files)
    {
        foreach (var file in files)
        {
            var read = DatasetFiles.Of(DataFile.Parse(file.Path).At(path => Path.GetFullPath(path, folder)).ToString());
            if (read.Count <= MostAsked && read.Any(File.Exists) && read.Where(File.Exists).Sum(path => new FileInfo(path).Length) != file.Length)
            {
                throw Changed(file.Path);
            }
        }
    }

    private MrqException Changed(string path) =>
        new(MrqCodes.SweepInputChanged, "the file is not the one that the sweep was planned with; plan the sweep anew, or bring the file back.", new MrqPlace(Path.GetFullPath(DataFile.Parse(path).Path, folder)));
}
