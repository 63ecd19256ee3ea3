using Mrq.Core.Diagnostics;

namespace Mrq.Build;

/// <summary>How much a build tells of its conversions, errors and warnings apart.</summary>
internal enum BuildVerbosity
{
    /// <summary>Nothing.</summary>
    Quiet,

    /// <summary>A line for each conversion that ran, a table where there are several, and all failures at the end.</summary>
    Normal,

    /// <summary>Also what was up to date, and progress.</summary>
    Detailed,
}

/// <summary>Reads MrqVerbosity.</summary>
internal static class BuildVerbosityName
{
    /// <summary>The verbosity by its name, in any case; <see cref="BuildVerbosity.Normal"/> for an empty one.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>.</exception>
    public static BuildVerbosity Parse(string name) => name.Trim().ToUpperInvariant() switch
    {
        "" or "NORMAL" => BuildVerbosity.Normal,
        "QUIET" => BuildVerbosity.Quiet,
        "DETAILED" => BuildVerbosity.Detailed,
        _ => throw new MrqException(MrqCodes.BadOption, $"MrqVerbosity '{SafeText.Name(name)}' is not known; use quiet, normal or detailed."),
    };
}
