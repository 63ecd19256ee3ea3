using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Maximum over windows of an NHWC input.</summary>
public sealed record MaxPool2D : Operator
{
    public override string Name => "MAX_POOL_2D";

    public Padding Padding { get; init; }

    public int StrideW { get; init; } = 1;

    public int StrideH { get; init; } = 1;

    public int FilterWidth { get; init; } = 1;

    public int FilterHeight { get; init; } = 1;

    public ActivationFunctionType FusedActivationFunction { get; init; }
}
