using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>x where it is not negative, else x times the second input, which broadcasts.</summary>
public sealed record Prelu : Operator
{
    public override string Name => "PRELU";
}
