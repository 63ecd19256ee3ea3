using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The input with its axes in the order of input 1.</summary>
public sealed record Transpose : Operator
{
    public override string Name => "TRANSPOSE";
}
