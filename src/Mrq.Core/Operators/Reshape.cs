using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The same elements under the output's shape.</summary>
public sealed record Reshape : Operator
{
    public override string Name => "RESHAPE";
}
