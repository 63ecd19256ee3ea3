using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

// Custom operators of the Larq Compute Engine. A binarized tensor is INT32: each word holds the signs of 32 channels, the first in its lowest bit; a bit that is set is −1, one
// that is not is +1, and the last word of a pixel is filled with zeros. Source: larq/compute-engine, core/bitpacking and core/bconv2d.

/// <summary>The signs of input 0, 32 channels in a word. Zero is positive; of a truth value true is.</summary>
public sealed record LceQuantize : Operator
{
    public override string Name => "CUSTOM(LceQuantize)";
}

/// <summary>−1 and +1 of the signs of input 0, in the integers nearest to them where the output is quantized.</summary>
public sealed record LceDequantize : Operator
{
    public override string Name => "CUSTOM(LceDequantize)";
}

/// <summary>
/// Convolution of signs: binarized NHWC input 0 with binarized OHWI weights (input 1), grouped when the weights have fewer words. Real and int8 outputs are the clamped sum times a
/// multiplier (input 2) plus a bias (input 3) of each output channel; a binarized output is where the disagreeing signs are more than a threshold (input 4).
/// </summary>
public sealed record LceBconv2d : Operator
{
    private static readonly OperatorTraits Meaning = new() { Inputs = [InputRole.Data, InputRole.Parameter] };

    public override string Name => "CUSTOM(LceBconv2d)";

    public override OperatorTraits Traits => Meaning;

    public int StrideHeight { get; init; } = 1;

    public int StrideWidth { get; init; } = 1;

    public int DilationHeightFactor { get; init; } = 1;

    public int DilationWidthFactor { get; init; } = 1;

    public Padding Padding { get; init; }

    /// <summary>What stands around the image: +1 for 1, nothing for 0.</summary>
    public int PadValues { get; init; }

    /// <summary>Channels of the image, which its words do not tell.</summary>
    public int ChannelsIn { get; init; }

    /// <summary>Clamps the sum of products, before multiplier and bias.</summary>
    public ActivationFunctionType FusedActivationFunction { get; init; }
}

/// <summary>Maximum over windows of a binarized NHWC input: −1 where all are.</summary>
public sealed record LceBMaxPool2d : Operator
{
    public override string Name => "CUSTOM(LceBMaxPool2d)";

    public int FilterHeight { get; init; } = 1;

    public int FilterWidth { get; init; } = 1;

    public int StrideHeight { get; init; } = 1;

    public int StrideWidth { get; init; } = 1;

    public Padding Padding { get; init; }
}
