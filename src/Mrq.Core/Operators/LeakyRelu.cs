using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>x where it is not negative, else alpha · x.</summary>
public sealed record LeakyRelu : Operator
{
    public override string Name => "LEAKY_RELU";

    public float Alpha { get; init; }
}
