using System.Globalization;
using Mrq.Cache;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Gate;
using Mrq.Files;
using Mrq.Requantization;

namespace Mrq;

/// <summary>Converts one model to one scheme, measures it, and writes it when it passes its gate.</summary>
public static class ModelConverter
{
    /// <summary>
    /// Reads, re-quantizes, evaluates, and delivers all files together. No file of the request is written over another one, and nothing
    /// is touched before the request was understood. When anything fails afterwards, the gate included, neither an output nor a part of
    /// one is left, nor one of an earlier conversion; the reports of a failed gate are.
    /// </summary>
    /// <param name="request">What to do.</param>
    /// <param name="progress">Lines such as "evaluating: 40 of 400 samples".</param>
    /// <param name="cancellation">Stops within a layer or a sample.</param>
    /// <exception cref="MrqException">Every failure that has a code, <see cref="MrqCodes.AccuracyRegression"/> among them.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is left behind.</exception>
    public static ConversionResult Convert(ConversionRequest request, IProgress<string>? progress = null, CancellationToken cancellation = default) => Convert(request, new SharedConversions([]), progress, cancellation);

    /// <summary>The same for one of several requests: those of one model whose targets have equal rules share the work.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="shared">What all requests share.</param>
    /// <param name="progress">Lines such as "evaluating: 40 of 400 samples".</param>
    /// <param name="cancellation">Stops within a layer or a sample.</param>
    /// <exception cref="MrqException">Every failure that has a code.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is left behind.</exception>
    public static ConversionResult Convert(ConversionRequest request, SharedConversions shared, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        try
        {
            var files = ConversionFiles.Of(request);
            var order = ConversionOrder.Read(request);
            files.RequireWritable();
            var cache = ConversionCache.Open(request);
            if (cache?.Restore() is { } kept)
            {
                files.RemoveOld();
                return files.Deliver(kept);
            }

            var parallel = new ParallelOptions { MaxDegreeOfParallelism = request.MaxParallelism > 0 ? request.MaxParallelism : Environment.ProcessorCount, CancellationToken = cancellation };
            var measured = shared.Of(request, () => MeasuredConversion.Of(request, order, files.RemoveOld, new ConversionProgress(progress, TimeProvider.System), parallel));
            // What another request made has removed nothing of this one's.
            files.RemoveOld();
            var made = Judged(request, order, measured, files, parallel);
            cancellation.ThrowIfCancellationRequested();
            var result = files.Deliver(made);
            cache?.Store(made);
            return result;
        }
        catch (MrqException error)
        {
            throw error.InFile(request.ModelPath);
        }
        catch (AggregateException error) when (error.Flatten().InnerExceptions.OfType<MrqException>().FirstOrDefault() is { } inner)
        {
            // What one of the parallel samples found, such as an index that GATHER cannot take.
            throw inner.InFile(request.ModelPath);
        }
        finally
        {
            shared.Release(request);
        }
    }

    private static Conversion Judged(ConversionRequest request, ConversionOrder order, MeasuredConversion made, ConversionFiles files, ParallelOptions parallel)
    {
        var (bordered, measurement, written, model) = (made.Bordered, made.Measurement, made.Written, made.Model);
        var converted = made.NamedAs(order.Scheme);
        var findings = measurement.Check(request, order.Baseline);
        IReadOnlyList<(MrqCode Code, string Message)> implausible = [.. Plausibility.Warnings(request.Scheme, converted.Source, measurement.Layers, measurement.Comparison.Sqnr)];
        IReadOnlyList<(MrqCode Code, string Message)> anew = [.. written.Warnings(model)];
        var target = TargetArithmetic.Of(request, made, parallel);
        var report = ConversionReport.Write(request, bordered, converted, made.CalibrationKind, made.CalibrationSamples, measurement, findings, [.. converted.Warnings, .. implausible, .. anew], made.Distances, target, made.Sensitivity);
        var page = request.HtmlPath is null ? null : ConversionPage.Write(request, bordered, model.Format.ImageOrder, converted.Source, converted, measurement, order.Baseline, findings, target, made.Sensitivity);
        if (findings.Count > 0 && request.Limits.Mode == GateMode.Error)
        {
            // A model that does not pass is measured as well as its data is: doubts about that belong to the message, and where it went wrong.
            files.DeliverReports(report, page);
            throw new MrqException(findings[0].Code, string.Join("; ", [.. findings.Select(finding => finding.Message), .. made.Doubts.Concat(implausible).Select(doubt => $"{doubt.Code}: {doubt.Message}")]));
        }

        var result = new ConversionResult(
            Summary(request, converted, made.CalibrationKind, measurement, made.Distances) + (target is null ? "" : $"; {target.Claim}"),
            [.. made.Doubts, .. converted.Warnings, .. implausible, .. anew, .. measurement.Warnings(request, findings), .. made.Overflows, .. RuntimeFaultWarnings.Of(converted.Graph, converted.Arithmetic), .. RuntimeFaultWarnings.Of(written.RuntimeDoubts(model))],
            report) { SameAs = made.Request.Scheme == request.Scheme ? null : made.Request.Scheme };
        return new Conversion(result, written.Bytes, page);
    }

    private static string Summary(ConversionRequest request, RequantizedModel model, string calibration, Measurement measurement, IReadOnlyList<RuntimeDistance> distances)
    {
        var clipped = model.Layers.Sum(layer => layer.ClippedWeights);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Scheme}: {measurement.Summary}; {clipped} weights clipped; calibration: {calibration}{string.Concat(distances.Select(distance => $"; {distance.Summary}"))}");
    }
}
