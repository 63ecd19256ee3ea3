using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Depthwise convolution of NHWC input 0 with weights [1, H, W, C·multiplier] (input 1) and an optional bias (input 2).</summary>
public sealed record DepthwiseConv2D : Operator
{
    public override string Name => "DEPTHWISE_CONV_2D";

    public Padding Padding { get; init; }

    public int StrideW { get; init; } = 1;

    public int StrideH { get; init; } = 1;

    public int DilationWFactor { get; init; } = 1;

    public int DilationHFactor { get; init; } = 1;

    public ActivationFunctionType FusedActivationFunction { get; init; }

    /// <summary>As the file says; kernels derive the multiplier from the shapes, as TFLite does.</summary>
    public int DepthMultiplier { get; init; } = 1;
}
