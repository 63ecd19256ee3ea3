using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Convolution of NHWC input 0 with OHWI weights (input 1) and an optional bias (input 2); grouped when the weights have fewer input channels.</summary>
public sealed record Conv2D : WindowedOperator
{
    private static readonly OperatorTraits Meaning = new() { Inputs = [InputRole.Data, InputRole.Weights, InputRole.Bias], ChannelAxis = 0 };

    public override string Name => "CONV_2D";

    public override OperatorTraits Traits => Meaning;

    public int DilationWFactor { get; init; } = 1;

    public int DilationHFactor { get; init; } = 1;
}

/// <summary>Depthwise convolution of NHWC input 0 with weights [1, H, W, C·multiplier] (input 1) and an optional bias (input 2).</summary>
public sealed record DepthwiseConv2D : WindowedOperator
{
    private static readonly OperatorTraits Meaning = new() { Inputs = [InputRole.Data, InputRole.Weights, InputRole.Bias], ChannelAxis = 3 };

    public override string Name => "DEPTHWISE_CONV_2D";

    public override OperatorTraits Traits => Meaning;

    public int DilationWFactor { get; init; } = 1;

    public int DilationHFactor { get; init; } = 1;

    /// <summary>As the file says; kernels derive the multiplier from the shapes, as TFLite does.</summary>
    public int DepthMultiplier { get; init; } = 1;
}

/// <summary>Transposed convolution of NHWC input 2 with OHWI weights (input 1) and an optional bias (input 3); input 0 is the output's shape.</summary>
public sealed record TransposeConv : WindowedOperator
{
    private static readonly OperatorTraits Meaning = new() { Inputs = [InputRole.Parameter, InputRole.Weights, InputRole.Data, InputRole.Bias], ChannelAxis = 0 };

    public override string Name => "TRANSPOSE_CONV";

    public override OperatorTraits Traits => Meaning;
}

/// <summary>Matrix product of input 0, seen as rows of the weights' depth, with weights [outputs, depth] (input 1) and an optional bias (input 2).</summary>
public sealed record FullyConnected : ActivatedOperator
{
    private static readonly OperatorTraits Meaning = new() { Inputs = [InputRole.Data, InputRole.Weights, InputRole.Bias], ChannelAxis = 0 };

    public override string Name => "FULLY_CONNECTED";

    public override OperatorTraits Traits => Meaning;

    public bool KeepNumDims { get; init; }
}

/// <summary>Matrix products of inputs 0 and 1 over their last two dimensions; the leading ones broadcast.</summary>
public sealed record BatchMatMul : Operator
{
    public override string Name => "BATCH_MATMUL";

    /// <summary>Whether the matrices of input 0 are transposed first.</summary>
    public bool AdjX { get; init; }

    /// <summary>Whether those of input 1 are.</summary>
    public bool AdjY { get; init; }

    /// <summary>The dimension of input 1 that counts the output's columns.</summary>
    public int ColumnAxis(TensorShape right) => right.Rank - (AdjY ? 2 : 1);
}
