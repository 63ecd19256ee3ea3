using System.Collections.Immutable;
using System.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Products;

namespace Mrq.Emulator.Linear;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>
/// Operators with weights, input, weights, optional bias, and products of two activations. TFLite has one type for input and output; targets that keep activations unsigned
/// where they are never negative mix uint8 and int8 under int8 weights. Weights of 16 bits beside int16 activations are other targets' (ESP-DL, Samsung ONE); TFLite's kernels refuse them.
/// </summary>
internal static class LinearKernels
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        new("CONV_2D", [UInt8, UInt8], UInt8, context => new Conv2DKernel<byte, byte>(context), FastConv2D<byte, byte>),
        new("CONV_2D", [Int8, Int8], Int8, context => new Conv2DKernel<sbyte, sbyte>(context), FastConv2D<sbyte, sbyte>),
        new("CONV_2D", [Int8, Int4], Int8, context => new Conv2DKernel<sbyte, sbyte>(context), FastConv2D<sbyte, sbyte>),
        new("CONV_2D", [Int16, Int8], Int16, context => new Conv2DKernel<short, short>(context), WordConv2DKernel.TryCreate),
        new("CONV_2D", [Int16, Int16], Int16, context => new Conv2DKernel<short, short>(context), WordConv2DKernel.TryCreate),
        new("CONV_2D", [UInt8, Int8], UInt8, context => new Conv2DKernel<byte, byte>(context), FastConv2D<byte, byte>),
        new("CONV_2D", [UInt8, Int8], Int8, context => new Conv2DKernel<byte, sbyte>(context), FastConv2D<byte, sbyte>),
        new("CONV_2D", [Int8, Int8], UInt8, context => new Conv2DKernel<sbyte, byte>(context), FastConv2D<sbyte, byte>),
        new("DEPTHWISE_CONV_2D", [UInt8, UInt8], UInt8, context => new DepthwiseConv2DKernel<byte, byte>(context), FastDepthwise<byte, byte>),
        new("DEPTHWISE_CONV_2D", [Int8, Int8], Int8, context => new DepthwiseConv2DKernel<sbyte, sbyte>(context), FastDepthwise<sbyte, sbyte>),
        new("DEPTHWISE_CONV_2D", [Int8, Int4], Int8, context => new DepthwiseConv2DKernel<sbyte, sbyte>(context), FastDepthwise<sbyte, sbyte>),
        new("DEPTHWISE_CONV_2D", [Int16, Int8], Int16, context => new DepthwiseConv2DKernel<short, short>(context), WordDepthwiseConv2DKernel.TryCreate),
        new("DEPTHWISE_CONV_2D", [Int16, Int16], Int16, context => new DepthwiseConv2DKernel<short, short>(context), WordDepthwiseConv2DKernel.TryCreate),
        new("DEPTHWISE_CONV_2D", [UInt8, Int8], UInt8, context => new DepthwiseConv2DKernel<byte, byte>(context), FastDepthwise<byte, byte>),
        new("DEPTHWISE_CONV_2D", [UInt8, Int8], Int8, context => new DepthwiseConv2DKernel<byte, sbyte>(context), FastDepthwise<byte, sbyte>),
        new("DEPTHWISE_CONV_2D", [Int8, Int8], UInt8, context => new DepthwiseConv2DKernel<sbyte, byte>(context), FastDepthwise<sbyte, byte>),
        new("FULLY_CONNECTED", [UInt8, UInt8], UInt8, context => new FullyConnectedKernel<byte, byte>(context), FastFullyConnected<byte, byte>),
        new("FULLY_CONNECTED", [Int8, Int8], Int8, context => new FullyConnectedKernel<sbyte, sbyte>(context), FastFullyConnected<sbyte, sbyte>),
        new("FULLY_CONNECTED", [Int8, Int4], Int8, context => new FullyConnectedKernel<sbyte, sbyte>(context), FastFullyConnected<sbyte, sbyte>),
        new("FULLY_CONNECTED", [Int16, Int8], Int16, context => new FullyConnectedKernel<short, short>(context), WordFullyConnectedKernel.TryCreate),
        new("FULLY_CONNECTED", [Int16, Int16], Int16, context => new FullyConnectedKernel<short, short>(context), WordFullyConnectedKernel.TryCreate),
        new("FULLY_CONNECTED", [UInt8, Int8], UInt8, context => new FullyConnectedKernel<byte, byte>(context), FastFullyConnected<byte, byte>),
        new("FULLY_CONNECTED", [UInt8, Int8], Int8, context => new FullyConnectedKernel<byte, sbyte>(context), FastFullyConnected<byte, sbyte>),
        new("FULLY_CONNECTED", [Int8, Int8], UInt8, context => new FullyConnectedKernel<sbyte, byte>(context), FastFullyConnected<sbyte, byte>),
        new("TRANSPOSE_CONV", [Int32, UInt8, UInt8], UInt8, context => new TransposeConvKernel<byte, byte>(context), PackedTransposeConvKernel<byte, byte>.TryCreate),
        new("TRANSPOSE_CONV", [Int32, Int8, Int8], Int8, context => new TransposeConvKernel<sbyte, sbyte>(context), PackedTransposeConvKernel<sbyte, sbyte>.TryCreate),
        new("TRANSPOSE_CONV", [Int32, Int8, Int16], Int16, context => new TransposeConvKernel<short, short>(context)),
        new("TRANSPOSE_CONV", [Int32, Int16, Int16], Int16, context => new TransposeConvKernel<short, short>(context)),
        new("BATCH_MATMUL", [Int8, Int8], Int8, context => new BatchMatMulKernel<sbyte, sbyte, sbyte>(context), PackedBatchMatMulKernel.TryCreate),
        new("BATCH_MATMUL", [Int16, Int16], Int16, context => new BatchMatMulKernel<short, short, short>(context)),
        new("BATCH_MATMUL", [Int16, Int8], Int16, context => new BatchMatMulKernel<short, sbyte, short>(context)),
    ];

    private static Kernel? FastConv2D<TIn, TOut>(KernelContext context)
        where TIn : unmanaged, IBinaryInteger<TIn>
        where TOut : unmanaged, IBinaryInteger<TOut> =>
        PackedConv2DKernel<TIn, TOut>.TryCreate(context) ?? NarrowSumKernel<TIn, TOut>.TryCreate(context, PackedConv2DKernel<TIn, TOut>.TryCreate);

    private static Kernel? FastFullyConnected<TIn, TOut>(KernelContext context)
        where TIn : unmanaged, IBinaryInteger<TIn>
        where TOut : unmanaged, IBinaryInteger<TOut> =>
        PackedFullyConnectedKernel<TIn, TOut>.TryCreate(context) ?? NarrowSumKernel<TIn, TOut>.TryCreate(context, PackedFullyConnectedKernel<TIn, TOut>.TryCreate);

    private static Kernel? FastDepthwise<TIn, TOut>(KernelContext context)
        where TIn : unmanaged, IBinaryInteger<TIn>
        where TOut : unmanaged, IBinaryInteger<TOut> =>
        QuadDepthwiseConv2DKernel<TIn, TOut, AvxVnniQuads>.TryCreate(context) ?? VectorDepthwiseConv2DKernel<TIn, TOut>.TryCreate(context);
}
