using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Mrq.Build;

/// <summary>Progress as messages, each naming its conversion, at most two a second: a log is no animation.</summary>
/// <param name="log">The conversion's log.</param>
/// <param name="conversion">Its name.</param>
/// <param name="clock">What tells seconds.</param>
/// <param name="importance">Of the messages.</param>
internal sealed class EngineProgress(TaskLoggingHelper log, string conversion, TimeProvider clock, MessageImportance importance) : IProgress<string>
{
    private readonly long _interval = clock.TimestampFrequency / 2;
    private long _next = long.MinValue;

    public void Report(string value)
    {
        // Samples report from many threads; whoever moves the clock forward writes.
        var next = Interlocked.Read(ref _next);
        var now = clock.GetTimestamp();
        if (now >= next && Interlocked.CompareExchange(ref _next, now + _interval, next) == next)
        {
            TaskDiagnostics.Message(log, importance, $"{conversion}: {value}");
        }
    }
}
