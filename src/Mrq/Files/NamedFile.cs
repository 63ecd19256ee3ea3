namespace Mrq.Files;

/// <summary>A file of a request.</summary>
/// <param name="Role">What it is, as messages say it: "the baseline report".</param>
/// <param name="Path">Where it is, as its user spelled it.</param>
internal sealed record NamedFile(string Role, string Path);
