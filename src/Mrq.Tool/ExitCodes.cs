namespace Mrq.Tool;

/// <summary>What the command's exit code says.</summary>
internal static class ExitCodes
{
    public const int Success = 0;
    public const int FailedGate = 1;
    public const int BadInput = 2;

    /// <summary>All of them, for help.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> Meanings { get; } =
    [
        (Success, "success"),
        (FailedGate, "a limit of the gate is exceeded"),
        (BadInput, "bad usage or bad input: one line 'error MRQnnnn: …' on standard error"),
        (130, "ended by Ctrl+C (143: by SIGTERM)"),
    ];
}
