using System.Collections.Immutable;
using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Linear;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Linear operators whose products of uint8 and int8 saturate in pairs.</summary>
internal static class SaturatingLinearKernels
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        .. Quantized<byte, byte>(UInt8, UInt8),
        .. Quantized<byte, sbyte>(UInt8, Int8),
        .. Quantized<sbyte, byte>(Int8, UInt8),
        .. Quantized<sbyte, sbyte>(Int8, Int8),
        .. Real<byte>(UInt8),
        .. Real<sbyte>(Int8),
    ];

    /// <summary>int8 that was not shifted is summed exactly, and so is a depthwise convolution of one filter for each channel.</summary>
    public static bool Serve(KernelContext context) =>
        context.Arithmetic.SaturatesPairs
        && context.Input(1).IsConstant
        && (context.Input(0).Type == UInt8 || context.Arithmetic.ShiftsInt8)
        && !(context.Operator is DepthwiseConv2D && context.Input(0).Shape[^1] == context.Output().Shape[^1]);

    private static IEnumerable<KernelRegistration> Quantized<TIn, TOut>(ElementType input, ElementType output)
        where TIn : unmanaged, IBinaryInteger<TIn>
        where TOut : unmanaged, IBinaryInteger<TOut> =>
    [
        new("CONV_2D", [input, Int8], output, context => new SaturatingConvolutionKernel<TIn, TOut>(context)),
        new("DEPTHWISE_CONV_2D", [input, Int8], output, context => new SaturatingConvolutionKernel<TIn, TOut>(context)),
        new("FULLY_CONNECTED", [input, Int8], output, context => new SaturatingFullyConnectedKernel<TIn, TOut>(context)),
    ];

    private static IEnumerable<KernelRegistration> Real<TIn>(ElementType input)
        where TIn : unmanaged, IBinaryInteger<TIn> =>
    [
        new("CONV_2D", [input, Int8], Float32, context => new RealOutputKernel(context, new SaturatingConvolutionKernel<TIn, int>(context))),
        new("DEPTHWISE_CONV_2D", [input, Int8], Float32, context => new RealOutputKernel(context, new SaturatingConvolutionKernel<TIn, int>(context))),
        new("FULLY_CONNECTED", [input, Int8], Float32, context => new RealOutputKernel(context, new SaturatingFullyConnectedKernel<TIn, int>(context))),
    ];
}
