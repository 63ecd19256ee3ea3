using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>A box out of the input: input 1 holds where it begins, input 2 its sizes.</summary>
public sealed record Slice : Operator
{
    public override string Name => "SLICE";
}
