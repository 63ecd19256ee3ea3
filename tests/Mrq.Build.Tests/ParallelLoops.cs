using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Mrq.Build.Tests;

/// <summary>Counts how many workers each parallel loop of this process has at a time, as the runtime itself reports them. One test at a time may listen.</summary>
internal sealed class ParallelLoops : EventListener
{
    private const string Runtime = "System.Threading.Tasks.Parallel.EventSource";
    private readonly ConcurrentDictionary<int, int> _workers = new();
    private int _most;

    /// <summary>Loops that began.</summary>
    public int Count => _workers.Count;

    /// <summary>The most workers that a loop had at a time.</summary>
    public int MostWorkers => _most;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Runtime)
        {
            EnableEvents(eventSource, EventLevel.Verbose, EventKeywords.All);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // Fork and join are those of one worker; the third field names the loop.
        var change = eventData.EventName switch { "ParallelFork" => 1, "ParallelJoin" => -1, _ => 0 };
        if (change == 0)
        {
            return;
        }

        var workers = _workers.AddOrUpdate((int)eventData.Payload![2]!, change, (_, before) => before + change);
        lock (_workers)
        {
            _most = Math.Max(_most, workers);
        }
    }
}
