using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Gate;

/// <summary>One limit that is passed.</summary>
public sealed record GateFinding(MrqCode Code, string Message);
