using System.Diagnostics;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Mrq.Build;

/// <summary>Progress as messages of normal importance, each naming its conversion, at most two a second: a log is no animation.</summary>
internal sealed class EngineProgress(TaskLoggingHelper log, string conversion) : IProgress<string>
{
    private static readonly long Interval = Stopwatch.Frequency / 2;
    private long _next = long.MinValue;

    public void Report(string value)
    {
        // Samples report from many threads; whoever moves the clock forward writes.
        var next = Interlocked.Read(ref _next);
        var now = Stopwatch.GetTimestamp();
        if (now >= next && Interlocked.CompareExchange(ref _next, now + Interval, next) == next)
        {
            TaskDiagnostics.Message(log, MessageImportance.Normal, $"{conversion}: {value}");
        }
    }
}
