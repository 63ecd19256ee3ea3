using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Mean over windows of an NHWC input.</summary>
public sealed record AveragePool2D : Operator
{
    public override string Name => "AVERAGE_POOL_2D";

    public Padding Padding { get; init; }

    public int StrideW { get; init; } = 1;

    public int StrideH { get; init; } = 1;

    public int FilterWidth { get; init; } = 1;

    public int FilterHeight { get; init; } = 1;

    public ActivationFunctionType FusedActivationFunction { get; init; }
}
