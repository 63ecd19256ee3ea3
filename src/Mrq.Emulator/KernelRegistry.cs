using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Emulator.Reference;
using Mrq.Emulator.Simd;
using static Mrq.Core.Graph.ElementType;

namespace Mrq.Emulator;

/// <summary>Which kernel computes which operator on which types. One line for each; everything else is refused by name.</summary>
internal static class KernelRegistry
{
    /// <summary>The kernel of an operator, or null where there is none for its types.</summary>
    public static Kernel? Create(KernelContext context, KernelSet kernels)
    {
        var input = context.Input(0).Type;
        var output = context.Output().Type;
        var fast = kernels == KernelSet.Fast;
        return (context.Operator, input, output) switch
        {
            (Conv2D, UInt8, UInt8) when Weights(UInt8) => fast && PackedConv2DKernel<byte>.Supports(context) ? new PackedConv2DKernel<byte>(context) : new Conv2DKernel<byte>(context),
            (Conv2D, Int8, Int8) when Weights(Int8) => fast && PackedConv2DKernel<sbyte>.Supports(context) ? new PackedConv2DKernel<sbyte>(context) : new Conv2DKernel<sbyte>(context),
            (DepthwiseConv2D, UInt8, UInt8) when Weights(UInt8) => fast && VectorDepthwiseConv2DKernel<byte>.Supports(context) ? new VectorDepthwiseConv2DKernel<byte>(context) : new DepthwiseConv2DKernel<byte>(context),
            (DepthwiseConv2D, Int8, Int8) when Weights(Int8) => fast && VectorDepthwiseConv2DKernel<sbyte>.Supports(context) ? new VectorDepthwiseConv2DKernel<sbyte>(context) : new DepthwiseConv2DKernel<sbyte>(context),
            (FullyConnected, UInt8, UInt8) when Weights(UInt8) => new FullyConnectedKernel<byte>(context),
            (FullyConnected, Int8, Int8) when Weights(Int8) => new FullyConnectedKernel<sbyte>(context),
            (Add, UInt8, UInt8) when Weights(UInt8) => new AddKernel<byte>(context),
            (Add, Int8, Int8) when Weights(Int8) => new AddKernel<sbyte>(context),
            (AveragePool2D, UInt8, UInt8) => new AveragePool2DKernel<byte>(context),
            (AveragePool2D, Int8, Int8) => new AveragePool2DKernel<sbyte>(context),
            (MaxPool2D, UInt8, UInt8) => new MaxPool2DKernel<byte>(context),
            (MaxPool2D, Int8, Int8) => new MaxPool2DKernel<sbyte>(context),
            (Softmax, UInt8, UInt8) => new SoftmaxKernel<byte>(context),
            (Softmax, Int8, Int8) => new SoftmaxKernel<sbyte>(context),
            (Reshape, UInt8 or Int8 or Float32, _) => new ReshapeKernel(context),
            (Quantize, Float32, UInt8) => new QuantizeKernel<byte>(context),
            (Quantize, Float32, Int8) => new QuantizeKernel<sbyte>(context),
            (Quantize, UInt8, UInt8) => new RequantizeKernel<byte, byte>(context),
            (Quantize, UInt8, Int8) => new RequantizeKernel<byte, sbyte>(context),
            (Quantize, Int8, UInt8) => new RequantizeKernel<sbyte, byte>(context),
            (Quantize, Int8, Int8) => new RequantizeKernel<sbyte, sbyte>(context),
            (Dequantize, UInt8, Float32) => new DequantizeKernel<byte>(context),
            (Dequantize, Int8, Float32) => new DequantizeKernel<sbyte>(context),
            _ => null,
        };

        bool Weights(ElementType type) => context.Input(1).Type == type;
    }
}
