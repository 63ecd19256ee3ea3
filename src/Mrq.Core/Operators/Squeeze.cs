using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The input without some of its dimensions of size 1. Which ones, the output's shape says.</summary>
public sealed record Squeeze : Operator
{
    public override string Name => "SQUEEZE";
}
