using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The dimensions of the input.</summary>
public sealed record Shape : Operator
{
    public override string Name => "SHAPE";

    public ElementType OutType { get; init; }
}
