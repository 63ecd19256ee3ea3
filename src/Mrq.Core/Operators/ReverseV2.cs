using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The input backwards along the axes in input 1.</summary>
public sealed record ReverseV2 : Operator
{
    public override string Name => "REVERSE_V2";
}
