using Mrq.Emulator;

namespace Mrq.Requantization.Passes;

/// <summary>What every pass may look at beside its input.</summary>
/// <param name="Options">Which passes run, and how far to trust the samples.</param>
/// <param name="Parallel">Threads and cancellation; no result depends on the number of threads.</param>
/// <param name="Graphs">What runs, compiled.</param>
internal sealed record ConversionContext(RequantizationOptions Options, ParallelOptions Parallel, CompiledGraphs Graphs)
{
    /// <summary>Of the work on samples about this share is a look at the source's activations; the rest are layers.</summary>
    public const double StatisticsShare = 0.25;

    /// <summary>Gets to know what was done.</summary>
    public IProgress<RequantizationProgress>? Progress { get; init; }
}
