using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Linear;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Linear operators that ONNX Runtime computes in float32, from and to every type that activations have.</summary>
internal static class UnfusedLinearKernels
{
    private static readonly ImmutableArray<ElementType> Activations = [UInt8, Int8, UInt16, Int16];

    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        .. from input in Activations
           from weights in (ElementType[])[UInt8, Int8]
           from registration in (KernelRegistration[])[.. To<byte>(input, weights, UInt8), .. To<byte>(input, weights, Int8), .. To<ushort>(input, weights, UInt16), .. To<ushort>(input, weights, Int16), .. To<float>(input, weights, Float32)]
           select registration,
    ];

    private static IEnumerable<KernelRegistration> To<T>(ElementType input, ElementType weights, ElementType output)
        where T : unmanaged =>
    [
        new("CONV_2D", [input, weights], output, context => new FloatConvolutionKernel<T>(context)),
        new("DEPTHWISE_CONV_2D", [input, weights], output, context => new FloatConvolutionKernel<T>(context)),
        new("FULLY_CONNECTED", [input, weights], output, context => new FloatFullyConnectedKernel<T>(context)),
        new("TRANSPOSE_CONV", [Int32, weights, input], output, context => new FloatTransposeConvKernel<T>(context)),
    ];
}
