namespace Mrq.Build.Conversions;

/// <summary>
/// A file that a conversion writes. A class as everything here that is listed in every build: the runtime has code for lists of
/// references, and would have to compile it for lists of values.
/// </summary>
/// <param name="Path">Where it lies.</param>
/// <param name="TargetPath">Its place below the output folder.</param>
/// <param name="IsReport">Whether it is a report, which is copied only when that is asked for, and which a failed conversion leaves.</param>
internal sealed record OutputPlace(string Path, string TargetPath, bool IsReport = false);
