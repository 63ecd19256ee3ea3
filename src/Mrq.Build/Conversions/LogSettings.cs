namespace Mrq.Build.Conversions;

/// <summary>What all logs of a build have in common.</summary>
/// <param name="Clock">What spaces progress out.</param>
/// <param name="Verbosity">How much is told.</param>
/// <param name="Annotate">Makes a line that a CI system shows beside the code of an error or a warning; null where there is none.</param>
internal sealed record LogSettings(TimeProvider Clock, BuildVerbosity Verbosity, Func<Diagnostic, string>? Annotate)
{
    /// <summary>Every error and warning in the order in which it was said.</summary>
    public ICollection<Diagnostic> Told { get; } = [];
}
