using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Convolution of NHWC input 0 with OHWI weights (input 1) and an optional bias (input 2); grouped when the weights have fewer input channels.</summary>
public sealed record Conv2D : Operator
{
    public override string Name => "CONV_2D";

    public Padding Padding { get; init; }

    public int StrideW { get; init; } = 1;

    public int StrideH { get; init; } = 1;

    public int DilationWFactor { get; init; } = 1;

    public int DilationHFactor { get; init; } = 1;

    public ActivationFunctionType FusedActivationFunction { get; init; }
}
