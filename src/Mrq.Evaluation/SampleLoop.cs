using System.Collections.Concurrent;
using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation;

/// <summary>Runs all samples once, each when its turn comes, on threads that have workers of their own.</summary>
internal static class SampleLoop
{
    /// <param name="samples">The samples.</param>
    /// <param name="create">Makes a worker; a loop begins more tasks than it has threads, and each takes what an earlier one has left.</param>
    /// <param name="run">Runs a sample.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="progress">Samples done.</param>
    /// <param name="verb">What is done to them, for progress.</param>
    /// <returns>The workers, in no order.</returns>
    /// <exception cref="MrqException">What the samples turn out to be, such as a file that changed while it was read.</exception>
    public static IReadOnlyCollection<TWorker> Run<TWorker>(ISampleSource samples, Func<TWorker> create, Action<TWorker, Sample> run, ParallelOptions parallel, IProgress<string>? progress, string verb)
    {
        var (workers, done) = (new ConcurrentBag<TWorker>(), 0);
        try
        {
            Parallel.ForEach(
                Partitioner.Create(samples.Samples(), EnumerablePartitionerOptions.NoBuffering),
                parallel,
                () => workers.TryTake(out var free) ? free : create(),
                (sample, _, worker) =>
                {
                    using (sample)
                    {
                        run(worker, sample);
                    }

                    progress?.Report(string.Create(CultureInfo.InvariantCulture, $"{verb}: {Interlocked.Increment(ref done)} of {samples.Count} samples"));
                    return worker;
                },
                workers.Add);
        }
        catch (AggregateException error) when (error.InnerExceptions.OfType<MrqException>().FirstOrDefault() is { } first)
        {
            // A file that cannot be read any more is its own error, not one of a loop.
            throw first;
        }

        return workers;
    }
}
