using System.Collections.Immutable;
using System.Diagnostics;

namespace Mrq.Requantization;

/// <summary>Adds up the time of each pass. For one thread; parallel work counts by its wall time.</summary>
internal sealed class Stopwatches
{
    private readonly List<(string Pass, Stopwatch Watch)> _watches = [];

    public ImmutableArray<PassTime> Times => [.. _watches.Select(entry => new PassTime(entry.Pass, Math.Round(entry.Watch.Elapsed.TotalSeconds, 3)))];

    public T Time<T>(string pass, Func<T> work)
    {
        var watch = _watches.Find(entry => entry.Pass == pass).Watch;
        if (watch is null)
        {
            watch = new Stopwatch();
            _watches.Add((pass, watch));
        }

        watch.Start();
        try
        {
            return work();
        }
        finally
        {
            watch.Stop();
        }
    }
}
