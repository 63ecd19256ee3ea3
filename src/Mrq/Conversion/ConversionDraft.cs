using System.Globalization;
using System.Text.Json.Nodes;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Sensitivity;
using Mrq.Evaluation.Steps;
using Mrq.Formats;
using Mrq.Reporting;
using Mrq.Requantization;
using Mrq.Requantization.Verify;

namespace Mrq;

/// <summary>
/// A conversion as it is told before all samples are measured: report, page and log line lack the metric and the gate. Whoever has measured the samples, here
/// or in other processes, completes it; there is no other way to a report.
/// </summary>
internal sealed record ConversionDraft
{
    /// <summary>The report without evaluation, gate and warnings.</summary>
    public required JsonObject Report { get; init; }

    /// <summary>What the page shows of the conversion itself; null where no page is asked for.</summary>
    public PageBody? Page { get; init; }

    /// <summary>The order of axes that images have at the model's inputs.</summary>
    public required ImageOrder Order { get; init; }

    /// <summary>What it is measured on: "evaluation", "calibration" or "synthetic".</summary>
    public required string Data { get; init; }

    /// <summary>How far one step of the inputs moves the source; null where no input has a grid.</summary>
    public InputStepNoise? InputStep { get; init; }

    public required Plausibility Plausibility { get; init; }

    /// <summary>What the passes warn of.</summary>
    public required IReadOnlyList<(MrqCode Code, string Message)> Converted { get; init; }

    /// <summary>What the writer of the file warns of.</summary>
    public required IReadOnlyList<(MrqCode Code, string Message)> Written { get; init; }

    /// <summary>What is doubtful about the calibration data.</summary>
    public required IReadOnlyList<(MrqCode Code, string Message)> Doubts { get; init; }

    /// <summary>Operators whose sums can leave the accumulator.</summary>
    public required IReadOnlyList<AccumulatorDoubt> Accumulators { get; init; }

    /// <summary>What runtimes compute wrongly.</summary>
    public required IReadOnlyList<(MrqCode Code, string Message)> Faults { get; init; }

    /// <summary>The log line behind what was measured.</summary>
    public required string SummaryEnd { get; init; }

    /// <summary>The draft of a conversion, and the model's file.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="order">The same as it was understood.</param>
    /// <param name="prepared">The conversion.</param>
    /// <param name="run">The samples that all but the metric needs.</param>
    /// <param name="trials">Tries the roundings of a target whose own is assumed.</param>
    /// <param name="sensitivity">What each operator costs; null where nobody asked.</param>
    /// <param name="precision">What more bits for some operators gained; null where nobody asked.</param>
    /// <param name="cancellation">Stops within a sample.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BrokenConversion"/> and what writers of files say.</exception>
    public static (ConversionDraft Draft, byte[] Model) Of(ConversionRequest request, ConversionOrder order, PreparedConversion prepared, SampleRun run, Func<IReadOnlyList<RoundingTrial>> trials, SensitivityResult? sensitivity, PrecisionCurve? precision, CancellationToken cancellation)
    {
        var (bordered, converted, model, source) = (prepared.Bordered, prepared.Converted, prepared.Model, prepared.Source);
        var joined = bordered.Join(converted.Graph, prepared.Behind?.Graph);
        var stored = StoredActivations.Of(joined, order.Scheme);
        ConversionVerifier.RequireStored(joined, stored, order.Scheme);
        var written = Mrq.Written.Of(request, model, stored, isComputed: bordered.Kept.IsEmpty, prepared.Others.Graphs);
        var samples = prepared.Evaluation ?? prepared.Calibration;
        var distances = bordered.Kept.IsEmpty ? written.Distances(request, converted, source, samples, cancellation) : [];
        var target = TargetArithmetic.Of(request, trials);
        var draft = new ConversionDraft
        {
            Report = ConversionReport.Draft(request, bordered, converted, prepared.CalibrationKind, prepared.Calibration?.Count ?? 0, run, distances, target, sensitivity, precision),
            Page = request.HtmlPath is null ? null : ConversionPage.Body(bordered, converted, run, target, sensitivity, precision),
            Order = model.Format.ImageOrder,
            Data = run.Data,
            InputStep = run.Measured.InputStep,
            Plausibility = Plausibility.Of(request.Scheme, converted.Source, run.Layers),
            Converted = converted.Warnings,
            Written = [.. written.Warnings(model)],
            Doubts = prepared.Calibration is { } calibration ? DatasetDoubts.Of(calibration, source) : [],
            Accumulators = AccumulatorWarnings.Doubts(prepared.Graphs.Of(converted.Graph, converted.Arithmetic)),
            Faults = [.. RuntimeFaultWarnings.Of(converted.Graph, converted.Arithmetic), .. RuntimeFaultWarnings.Of(written.RuntimeDoubts(model))],
            SummaryEnd = string.Create(
                CultureInfo.InvariantCulture,
                $"{converted.Layers.Sum(layer => layer.ClippedWeights)} weights clipped; calibration: {prepared.CalibrationKind}{string.Concat(distances.Select(distance => $"; {distance.Summary}"))}{(target is null ? "" : $"; {target.Claim}")}{(precision is null ? "" : $"; {PrecisionText.Summary(precision)}")}"),
        };
        return (draft, written.Bytes);
    }

    /// <summary>All that is told of the conversion.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="measurement">What all samples gave.</param>
    /// <param name="baseline">The report of an earlier build; null for none.</param>
    /// <param name="doubts">What is doubtful about the evaluation data.</param>
    /// <param name="pictures">Makes pictures of samples, by their numbers.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BaselineMismatch"/>.</exception>
    public Completed Complete(ConversionRequest request, Measurement measurement, Baseline? baseline, IEnumerable<(MrqCode Code, string Message)> doubts, Func<IReadOnlyCollection<int>, IReadOnlyDictionary<int, byte[]>> pictures)
    {
        var findings = measurement.Check(request, baseline);
        IReadOnlyList<(MrqCode Code, string Message)> implausible = [.. Plausibility.Warnings(measurement.Comparison.Sqnr)];
        var report = ConversionReport.Complete(Report, request, measurement, findings, [.. Converted, .. implausible, .. Written]);
        var page = Page is null ? null : ConversionPage.Write(request, Page, measurement, pictures, baseline, findings);
        IReadOnlyList<(MrqCode Code, string Message)> doubtful = [.. Doubts.Concat(doubts).Distinct()];
        var overflows = measurement.Comparison.TargetOverflows;
        var result = new ConversionResult(
            $"{request.Scheme}: {measurement.Summary}; {SummaryEnd}",
            [.. doubtful, .. Converted, .. implausible, .. Written, .. measurement.Warnings(request, findings), .. Accumulators.Select(doubt => (MrqCodes.AccumulatorOverflow, doubt.Message(overflows.GetValueOrDefault(doubt.Operator)))), .. Faults],
            report);

        // A model that does not pass is measured as well as its data is: doubts about that belong to the message, and where it went wrong.
        var failure = findings.Count > 0 && request.Limits.Mode == GateMode.Error
            ? new MrqException(findings[0].Code, string.Join("; ", [.. findings.Select(finding => finding.Message), .. doubtful.Concat(implausible).Select(doubt => $"{doubt.Code}: {doubt.Message}")]))
            : null;
        return new Completed(result, page, failure);
    }

    /// <summary>A conversion that was measured.</summary>
    /// <param name="Result">What is told of it.</param>
    /// <param name="Page">The report as a page; null where none is asked for.</param>
    /// <param name="Failure">The limits that it exceeds, where these are errors: it delivers reports and no model.</param>
    internal sealed record Completed(ConversionResult Result, byte[]? Page, MrqException? Failure);
}
