using Mrq.Cache;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Datasets;
using Mrq.Files;

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
    internal static ConversionResult Convert(ConversionRequest request, SharedConversions shared, IProgress<string>? progress = null, CancellationToken cancellation = default)
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

            var parallel = Parallel(request.MaxParallelism, cancellation);
            var measured = shared.Of(request, () => MeasuredConversion.Of(request, order, files.RemoveOld, new ConversionProgress(progress, TimeProvider.System), parallel));
            // What another request made has removed nothing of this one's.
            files.RemoveOld();
            var made = Judged(request, order, measured, files, cancellation);
            cancellation.ThrowIfCancellationRequested();
            var result = files.Deliver(made);
            cache?.Store(made);
            return result;
        }
        catch (Exception error) when (MrqException.In(error) is { } known)
        {
            throw known.InFile(request.ModelPath);
        }
        finally
        {
            shared.Release(request);
        }
    }

    private static Conversion Judged(ConversionRequest request, ConversionOrder order, MeasuredConversion made, ConversionFiles files, CancellationToken cancellation)
    {
        order = order with { Scheme = order.Scheme with { Overrides = made.Scheme.Overrides } };
        var (prepared, run) = (made.NamedAs(order.Scheme), made.Run);
        var (draft, bytes) = ConversionDraft.Of(request, order, prepared, run, made.Trials, made.Sensitivity, made.Precision, cancellation);
        var completed = draft.Complete(
            request,
            made.Measurement,
            order.Baseline,
            prepared.Evaluation is { } evaluation ? DatasetDoubts.Of(evaluation, prepared.Source) : [],
            wanted => ConversionPage.Pictures(run.Samples, prepared.Source, draft.Order, wanted));
        if (completed.Failure is { } failure)
        {
            files.DeliverReports(completed.Result.Report.Span, completed.Page);
            throw failure;
        }

        return new Conversion(completed.Result with { SameAs = made.Request.Scheme == request.Scheme ? null : made.Request.Scheme }, bytes, completed.Page);
    }

    /// <summary>Threads and cancellation.</summary>
    /// <param name="threads">0 for all processors.</param>
    /// <param name="cancellation">Stops within a layer or a sample.</param>
    internal static ParallelOptions Parallel(int threads, CancellationToken cancellation) => new()
    {
        MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount,
        CancellationToken = cancellation,
    };
}
