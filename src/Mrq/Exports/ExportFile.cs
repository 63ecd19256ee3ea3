namespace Mrq;

/// <summary>A file of an export.</summary>
/// <param name="Role">What it is, as messages say it: "the C array".</param>
/// <param name="Path">Where it is.</param>
public sealed record ExportFile(string Role, string Path);
