using System.Collections.Immutable;
using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Linear;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Linear operators that only ONNX has: with real outputs, and on types that TFLite does not mix.</summary>
internal static class RealLinearKernels
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        .. BatchProducts,
        .. Mixed<byte, sbyte>(UInt8, UInt8, Int8),
        .. Mixed<sbyte, sbyte>(Int8, UInt8, Int8),
        .. Mixed<sbyte, byte>(Int8, UInt8, UInt8),
        .. RealOutputs<byte>(UInt8, UInt8),
        .. RealOutputs<byte>(UInt8, Int8),
        .. RealOutputs<sbyte>(Int8, Int8),
        .. RealOutputs<sbyte>(Int8, UInt8),
        .. Words<ushort>(UInt16, UInt8),
        .. Words<ushort>(UInt16, Int8),
        .. Words<short>(Int16, UInt8),
        new("TRANSPOSE_CONV", [Int32, Int8, UInt8], UInt8, context => new TransposeConvKernel<byte, byte>(context)),
    ];

    /// <summary>Layers of real numbers, before QUANTIZE or behind DEQUANTIZE. In TFLite's models they are computed in ONNX Runtime's order, too: TFLite's own depends on the machine.</summary>
    public static ImmutableArray<KernelRegistration> Floats { get; } =
    [
        new("CONV_2D", [Float32, Float32], Float32, context => new FloatConvolutionKernel<float>(context)),
        new("DEPTHWISE_CONV_2D", [Float32, Float32], Float32, context => new FloatConvolutionKernel<float>(context)),
        new("FULLY_CONNECTED", [Float32, Float32], Float32, context => new FloatFullyConnectedKernel<float>(context)),
    ];

    /// <summary>Products of two activations.</summary>
    private static IEnumerable<KernelRegistration> BatchProducts =>
    [
        .. from left in (ElementType[])[UInt8, Int8]
           from right in (ElementType[])[UInt8, Int8]
           from registration in (KernelRegistration[])[Product<byte>(left, right, UInt8), Product<byte>(left, right, Int8), Product<float>(left, right, Float32)]
           select registration,
        Product<ushort>(UInt16, UInt16, UInt16),
        Product<ushort>(Int16, Int16, Int16),
        Product<ushort>(Int16, Int8, Int16),
        Product<float>(Float32, Float32, Float32),
    ];

    private static KernelRegistration Product<T>(ElementType left, ElementType right, ElementType output)
        where T : unmanaged => new("BATCH_MATMUL", [left, right], output, context => new RealBatchMatMulKernel<T>(context));

    private static IEnumerable<KernelRegistration> RealOutputs<T>(ElementType input, ElementType weights)
        where T : unmanaged, IBinaryInteger<T> =>
    [
        new("CONV_2D", [input, weights], Float32, context => new RealOutputKernel(context, new Conv2DKernel<T, int>(context))),
        new("DEPTHWISE_CONV_2D", [input, weights], Float32, context => new RealOutputKernel(context, new DepthwiseConv2DKernel<T, int>(context))),
        new("FULLY_CONNECTED", [input, weights], Float32, context => new RealOutputKernel(context, new FullyConnectedKernel<T, int>(context))),
    ];

    /// <summary>What is left of 8 bits: ONNX Runtime shifts int8 to uint8 where it can, whatever stands beside it.</summary>
    private static IEnumerable<KernelRegistration> Mixed<TIn, TOut>(ElementType input, ElementType weights, ElementType output)
        where TIn : unmanaged, IBinaryInteger<TIn>
        where TOut : unmanaged, IBinaryInteger<TOut> =>
    [
        new("CONV_2D", [input, weights], output, context => new Conv2DKernel<TIn, TOut>(context)),
        new("DEPTHWISE_CONV_2D", [input, weights], output, context => new DepthwiseConv2DKernel<TIn, TOut>(context)),
        new("FULLY_CONNECTED", [input, weights], output, context => new FullyConnectedKernel<TIn, TOut>(context)),
    ];

    private static IEnumerable<KernelRegistration> Words<T>(ElementType type, ElementType weights)
        where T : unmanaged, IBinaryInteger<T> =>
    [
        new("CONV_2D", [type, weights], type, context => new Conv2DKernel<T, T>(context)),
        new("DEPTHWISE_CONV_2D", [type, weights], type, context => new DepthwiseConv2DKernel<T, T>(context)),
        new("FULLY_CONNECTED", [type, weights], type, context => new FullyConnectedKernel<T, T>(context)),
    ];
}
