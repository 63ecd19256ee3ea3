namespace Mrq;

/// <summary>Lines of one of several conversions: each with which one it is, and the share of all.</summary>
/// <param name="lines">Who wants to know; null for nobody.</param>
/// <param name="head">Which one it is.</param>
/// <param name="number">How many were before it.</param>
/// <param name="all">How many there are.</param>
internal sealed class TrialProgress(IProgress<string>? lines, string head, int number, int all) : IShareProgress
{
    public void Report(string value) => lines?.Report($"{head}: {value}");

    public void Report(string line, double share)
    {
        if (lines is IShareProgress bar)
        {
            bar.Report($"{head}: {line}", (number + share) / all);
            return;
        }

        Report(line);
    }
}
