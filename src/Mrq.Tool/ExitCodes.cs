namespace Mrq.Tool;

/// <summary>What the process returns.</summary>
internal static class ExitCodes
{
    public const int Success = 0;
    public const int FailedGate = 1;
    public const int BadInput = 2;
}
