using System.Globalization;
using Mrq.Core.Diagnostics;

namespace Mrq.Sweeps;

/// <summary>Runs units of a plan: one, as a scheduler asks for it, or all of them on the cores of this machine.</summary>
public static class SweepRunner
{
    /// <summary>Runs one of several equal parts of a stage: its units in turns, so that each part has long and short ones.</summary>
    /// <param name="planPath">The plan.</param>
    /// <param name="results">Where results are; null for the folder beside the plan.</param>
    /// <param name="stage">The stage; null for all units of both in their order.</param>
    /// <param name="part">The part, from 0 on.</param>
    /// <param name="parts">How many there are; null for as many as units.</param>
    /// <param name="threads">Threads of a unit; 0 for all processors.</param>
    /// <param name="progress">What is done.</param>
    /// <param name="cancellation">Stops within a layer or a sample.</param>
    /// <exception cref="MrqException">Why the first unit that failed has no result; the others of the part were run all the same. A part or unit that there is not is <see cref="MrqCodes.BadOption"/>.</exception>
    public static RunSummary RunPart(string planPath, string? results, SweepStage? stage, int part, int? parts, int threads = 0, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        var plan = SweepPlan.Read(planPath);
        var units = plan.Units.Where(unit => stage is null || unit.Stage == stage).ToList();
        var count = parts ?? units.Count;
        if (part < 0 || part >= count || count < 1)
        {
            throw new MrqException(MrqCodes.BadOption, string.Create(CultureInfo.InvariantCulture, $"there is no {(parts is null ? "unit" : "task")} {part}; the plan has {count}, counted from 0."), new MrqPlace(planPath));
        }

        var summary = Run(plan, planPath, results, [units.Where((_, place) => place % count == part).ToList()], workers: 1, threads, progress, cancellation);
        return summary.Failures.Count == 0 ? summary : throw summary.Failures[0].Error;
    }

    /// <summary>Runs all units that have no result yet: the whole sweep without a scheduler.</summary>
    /// <param name="planPath">The plan.</param>
    /// <param name="results">Where results are; null for the folder beside the plan.</param>
    /// <param name="workers">Units at the same time.</param>
    /// <param name="progress">What is done.</param>
    /// <param name="cancellation">Stops within a layer or a sample.</param>
    public static RunSummary RunLocal(string planPath, string? results, int workers, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        if (workers < 1)
        {
            throw new MrqException(MrqCodes.BadOption, "the number of workers must be at least 1.");
        }

        var plan = SweepPlan.Read(planPath);
        var stages = plan.Units.GroupBy(unit => unit.Stage).OrderBy(stage => stage.Key).Select(stage => stage.ToList()).ToList();
        return Run(plan, planPath, results, stages, workers, Math.Max(1, Environment.ProcessorCount / workers), progress, cancellation);
    }

    private static RunSummary Run(SweepPlan plan, string planPath, string? results, IReadOnlyList<List<SweepUnit>> stages, int workers, int threads, IProgress<string>? progress, CancellationToken cancellation)
    {
        var runner = new UnitRunner(plan, Path.GetDirectoryName(Path.GetFullPath(planPath))!, new ResultFolder(results ?? ResultFolder.Beside(planPath)));
        var (ran, there, done, failures, all) = (0, 0, 0, new List<(int Place, string Unit, MrqException Error)>(), stages.Sum(stage => stage.Count));
        foreach (var stage in stages)
        {
            Parallel.For(0, stage.Count, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation }, place =>
            {
                try
                {
                    var unit = stage[place];
                    _ = runner.Run(unit, threads, workers == 1 ? progress : null, cancellation) ? Interlocked.Increment(ref ran) : Interlocked.Increment(ref there);
                }
                catch (MrqException error)
                {
                    lock (failures)
                    {
                        failures.Add((place, UnitNames.Of(plan, stage[place]), error));
                    }
                }

                progress?.Report(string.Create(CultureInfo.InvariantCulture, $"sweep: {Interlocked.Increment(ref done)} of {all} units"));
            });
        }

        return new RunSummary(ran, there, [.. failures.OrderBy(failure => failure.Place).Select(failure => (failure.Unit, failure.Error))]);
    }
}

/// <summary>What a run of units came to.</summary>
/// <param name="Ran">Units that were run.</param>
/// <param name="There">Units whose result was there, or that a conversion left nothing to do for.</param>
/// <param name="Failures">Units without a result, and why.</param>
public sealed record RunSummary(int Ran, int There, IReadOnlyList<(string Unit, MrqException Error)> Failures)
{
    public string Line => string.Create(CultureInfo.InvariantCulture, $"{Ran} units run, {There} had nothing to do, {Failures.Count} failed");
}
