using Mrq.Core.Diagnostics;
using Mrq.Core.Numerics;

namespace Mrq;

/// <summary>What a run did.</summary>
/// <param name="Samples">Samples computed.</param>
/// <param name="Arithmetic">What was emulated.</param>
/// <param name="Warnings">Coded warnings, each with its message.</param>
public sealed record RunResult(int Samples, Arithmetic Arithmetic, IReadOnlyList<(MrqCode Code, string Message)> Warnings);
