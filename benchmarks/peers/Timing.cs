using System.Diagnostics;

namespace Mrq.Peers;

/// <summary>The best of many batches: what the machine can do when nothing disturbs it.</summary>
internal static class Timing
{
    private const int Batch = 16;

    /// <summary>Milliseconds for one run.</summary>
    public static double Best(Action run, double seconds)
    {
        var (best, whole) = (double.PositiveInfinity, Stopwatch.StartNew());
        do
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Batch; i++)
            {
                run();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds / Batch);
        }
        while (whole.Elapsed.TotalSeconds < seconds);
        return best;
    }
}
