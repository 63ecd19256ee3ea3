using Mrq.Files;

namespace Mrq.Build.Conversions;

/// <summary>
/// A file that a conversion writes and somebody uses. A class as everything here that is listed in every build: the runtime has code for
/// lists of references, and would have to compile it for lists of values.
/// </summary>
/// <param name="File">What it is, by its place below the intermediate folder and below the output one.</param>
/// <param name="Path">Where it lies.</param>
internal sealed record OutputPlace(ConversionFile File, string Path)
{
    /// <summary>Its place below the output folder.</summary>
    public string TargetPath => File.Path;

    /// <summary>Whether it is a report, which is copied only when that is asked for, and which a failed conversion leaves.</summary>
    public bool IsReport => File.IsReport;
}
