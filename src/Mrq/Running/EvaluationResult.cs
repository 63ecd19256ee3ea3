using Mrq.Core.Diagnostics;
using Mrq.Evaluation;

namespace Mrq;

/// <summary>What an evaluation found.</summary>
/// <param name="Comparison">The measured model against the other one, or against itself where there is none.</param>
/// <param name="Warnings">Coded warnings, each with its message.</param>
public sealed record EvaluationResult(ModelComparison Comparison, IReadOnlyList<(MrqCode Code, string Message)> Warnings);
