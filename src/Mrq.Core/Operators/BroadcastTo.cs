using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The input repeated along its dimensions of size 1 to the shape in input 1.</summary>
public sealed record BroadcastTo : Operator
{
    public override string Name => "BROADCAST_TO";
}
