namespace Mrq.Build.Conversions;

/// <summary>Whether two names that differ in case alone are one file.</summary>
internal static class FileNameCase
{
    /// <summary>As the file system of an existing folder has it; where its name tells nothing, as the operating system usually does.</summary>
    public static StringComparer In(string folder)
    {
        var other = folder.ToUpperInvariant() is var upper && upper != folder ? upper : folder.ToLowerInvariant();
        var ignoresCase = other == folder ? OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() : Directory.Exists(other);
        return ignoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
    }
}
