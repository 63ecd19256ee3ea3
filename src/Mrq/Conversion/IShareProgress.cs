namespace Mrq;

/// <summary>Somebody who also wants to know how much of the work is done: a bar tells the rest of the time by itself.</summary>
public interface IShareProgress : IProgress<string>
{
    /// <summary>What is being done.</summary>
    /// <param name="line">The work.</param>
    /// <param name="share">How much of all of it is done, 0 to 1; it never becomes less.</param>
    void Report(string line, double share);
}
