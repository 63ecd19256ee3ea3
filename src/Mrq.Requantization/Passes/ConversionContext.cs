using Mrq.Emulator;

namespace Mrq.Requantization.Passes;

/// <summary>What every pass may look at beside its input.</summary>
/// <param name="Options">Which passes run, and how far to trust the samples.</param>
/// <param name="Parallel">Threads and cancellation; no result depends on the number of threads.</param>
/// <param name="Graphs">What runs, compiled.</param>
internal sealed record ConversionContext(RequantizationOptions Options, ParallelOptions Parallel, CompiledGraphs Graphs);
