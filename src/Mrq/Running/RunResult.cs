using Mrq.Core.Diagnostics;

namespace Mrq;

/// <summary>What a run did.</summary>
/// <param name="Samples">Samples computed.</param>
/// <param name="Warnings">Coded warnings, each with its message.</param>
public sealed record RunResult(int Samples, IReadOnlyList<(MrqCode Code, string Message)> Warnings);
