using System.Globalization;

namespace Mrq.Zoo;

/// <summary>How one step of a trial ended.</summary>
/// <param name="Step">"inspect", "run" or a scheme.</param>
/// <param name="Outcome"><see cref="Ok"/>, <see cref="Low"/>, the code of a refusal, <see cref="TimedOut"/>, or the name of an exception that no file may cause.</param>
/// <param name="Sqnr">Signal to noise of a conversion in dB; null for no value, which "nothing differs" is, too.</param>
/// <param name="Warning">Code of the worst warning, or nothing.</param>
/// <param name="Message">Why it was refused, or what the worst warning says.</param>
internal sealed record StepResult(string Step, string Outcome, double? Sqnr = null, string Warning = "", string Message = "")
{
    public const string Ok = "ok";

    /// <summary>A conversion that hardly resembles its source, without a warning that says so.</summary>
    public const string Low = "low";

    public const string TimedOut = "time";

    /// <summary>Whether no file may end so, listed or not.</summary>
    public bool IsFault => Outcome is not Ok && !Outcome.StartsWith("MRQ", StringComparison.Ordinal);

    /// <summary>The result as a line of tab-separated values.</summary>
    public string Line => string.Join('\t', Step, Outcome, Sqnr?.ToString("R", CultureInfo.InvariantCulture) ?? "", Warning, Message.ReplaceLineEndings(" ").Replace('\t', ' '));

    /// <summary>What the table shows of it.</summary>
    public string Cell => Outcome switch
    {
        Ok or Low when Step is not (Trial.Inspect or Trial.Run) => $"{(Sqnr is { } sqnr ? sqnr.ToString("F1", CultureInfo.InvariantCulture) : "-")}{(Warning.Length > 0 ? $" {Warning}" : "")}{(Outcome == Low ? " low" : "")}",
        _ => Outcome,
    };

    /// <summary>The result that a line tells; null for anything else that a process may write.</summary>
    public static StepResult? Parse(string line) =>
        line.Split('\t') is [var step, var outcome, var sqnr, var warning, var message]
            ? new StepResult(step, outcome, sqnr.Length > 0 ? double.Parse(sqnr, CultureInfo.InvariantCulture) : null, warning, message)
            : null;
}
