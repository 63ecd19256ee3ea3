using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Transposed convolution of NHWC input 2 with OHWI weights (input 1) and an optional bias (input 3); input 0 is the output's shape.</summary>
public sealed record TransposeConv : Operator
{
    public override string Name => "TRANSPOSE_CONV";

    public Padding Padding { get; init; }

    public int StrideW { get; init; } = 1;

    public int StrideH { get; init; } = 1;

    public ActivationFunctionType FusedActivationFunction { get; init; }
}
