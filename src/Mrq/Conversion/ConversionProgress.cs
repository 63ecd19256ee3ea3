using System.Globalization;
using Mrq.Requantization;

namespace Mrq;

/// <summary>
/// Lines of a conversion with the time that is left: what was done took so long, and the rest goes on like it. Images are painted, layers rounded and
/// samples evaluated; what each of these costs of the whole is what it costs of a segmentation network of 513 x 513, where it matters.
/// </summary>
/// <param name="lines">Who wants to know; null for nobody.</param>
/// <param name="clock">What tells seconds.</param>
internal sealed class ConversionProgress(IProgress<string>? lines, TimeProvider clock)
{
    private const double Painted = 0.1;
    private const double Requantized = 0.7;

    /// <summary>Before this much is done, nothing can be said of the rest.</summary>
    private const double LeastShare = 0.02;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private readonly long _start = clock.GetTimestamp();
    private double _share;

    /// <summary>Who gets lines; null for nobody.</summary>
    public IProgress<string>? Lines => lines;

    /// <summary>Images of our own.</summary>
    public void Painting(int done, int total) => Report(string.Create(CultureInfo.InvariantCulture, $"painting: {done} of {total} images"), Painted * done / total);

    /// <summary>Passes.</summary>
    public IProgress<RequantizationProgress> Requantization => new Step<RequantizationProgress>(step => Report(step.Line, Painted + ((Requantized - Painted) * step.Share)));

    /// <summary>Samples, one line for each.</summary>
    /// <param name="samples">How many there are.</param>
    public IProgress<string> Evaluation(int samples) => Samples(samples, Requantized);

    /// <summary>Samples of an analysis, which comes after all else and has a time of its own.</summary>
    public IProgress<string> Analysis(int samples) => Samples(lines, samples);

    /// <summary>The same of work that is samples alone.</summary>
    /// <param name="lines">Who wants to know; null for nobody.</param>
    /// <param name="samples">How many there are.</param>
    public static IProgress<string> Samples(IProgress<string>? lines, int samples) => new ConversionProgress(lines, TimeProvider.System).Samples(samples, 0);

    /// <summary>Samples, one line for each, from a share of the work on to its end.</summary>
    internal IProgress<string> Samples(int samples, double from)
    {
        var done = 0;
        return new Step<string>(line => Report(line, from + ((1 - from) * Math.Min(1, Interlocked.Increment(ref done) / (double)Math.Max(samples, 1)))));
    }

    /// <summary>A line, and how much of all work is done.</summary>
    public void Report(string line, double share)
    {
        // Threads overtake one another; what was done once stays done.
        var known = Volatile.Read(ref _share);
        while (share > known && Interlocked.CompareExchange(ref _share, share, known) is var found && found != known)
        {
            known = found;
        }

        share = Math.Max(share, known);
        if (lines is IShareProgress bar)
        {
            bar.Report(line, share);
            return;
        }

        var left = clock.GetElapsedTime(_start) * ((1 - share) / Math.Max(share, LeastShare));
        lines?.Report(share < LeastShare || left < Soon ? line : $"{line}, about {Text(left)} left");
    }

    /// <summary>"25 s", "3 min".</summary>
    private static string Text(TimeSpan time) => time < TimeSpan.FromSeconds(100)
        ? string.Create(CultureInfo.InvariantCulture, $"{5 * (int)Math.Round(time.TotalSeconds / 5)} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Round(time.TotalMinutes)} min");

    /// <summary>Unlike the runtime's own, in the thread that reports.</summary>
    private sealed class Step<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
