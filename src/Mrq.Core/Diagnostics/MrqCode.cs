namespace Mrq.Core.Diagnostics;

/// <summary>One entry of the table of error and warning codes (`docs/errors.md`).</summary>
/// <param name="Id">"MRQ" and four digits; never reused for another meaning.</param>
/// <param name="Severity">What the code is when nothing overrides it.</param>
/// <param name="Title">What went wrong, without the particulars.</param>
/// <param name="Remedy">What the user can do about it.</param>
public sealed record MrqCode(string Id, MrqSeverity Severity, string Title, string Remedy)
{
    public override string ToString() => Id;
}
