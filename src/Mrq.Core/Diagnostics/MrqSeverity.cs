namespace Mrq.Core.Diagnostics;

/// <summary>How a diagnostic counts when nothing overrides it.</summary>
public enum MrqSeverity
{
    Warning,
    Error,
}
