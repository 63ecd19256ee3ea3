namespace Mrq.SweepSchedule;

/// <summary>What a scheduler does with the units of a sweep: each free worker takes the next one, the second stage begins when the first has ended, and the merge when both have.</summary>
/// <param name="Workers">Workers of one core.</param>
/// <param name="Seconds">From the first unit to the end of the merge.</param>
/// <param name="Work">What the units compute, without starts of processes.</param>
/// <param name="Starts">Starts of processes.</param>
/// <param name="Waiting">Workers without a unit at the end of a stage.</param>
/// <param name="Merge">The merge, in which all workers but those of one machine wait.</param>
internal sealed record Schedule(int Workers, double Seconds, double Work, double Starts, double Waiting, double Merge)
{
    /// <summary>Of the time of all workers the part in which they compute.</summary>
    public double Efficiency => Work / (Workers * Seconds);

    /// <summary>What takes most of the rest.</summary>
    public string Bound => new (string What, double Seconds)[] { ("waiting for the last units of a stage", Waiting), ("starting processes", Starts), ("the merge on one machine", Merge * Workers) }.MaxBy(part => part.Seconds).What;

    public static Schedule Of(Scenario scenario, int workers)
    {
        var (end, waiting, starts, work) = (0.0, 0.0, 0.0, 0.0);
        foreach (var stage in scenario.Stages)
        {
            var free = new PriorityQueue<int, double>(Enumerable.Range(0, workers).Select(worker => (worker, end)));
            var last = end;
            foreach (var seconds in stage)
            {
                free.TryDequeue(out var worker, out var begin);
                free.Enqueue(worker, begin + scenario.Start + seconds);
                last = Math.Max(last, begin + scenario.Start + seconds);
                work += seconds;
                starts += scenario.Start;
            }

            while (free.TryDequeue(out _, out var idle))
            {
                waiting += last - idle;
            }

            end = last;
        }

        return new Schedule(workers, end + scenario.Merge, work, starts, waiting, scenario.Merge);
    }
}
