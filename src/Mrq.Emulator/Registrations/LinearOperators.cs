using System.Collections.Immutable;
using Mrq.Emulator.Reference;
using Mrq.Emulator.Simd;

namespace Mrq.Emulator.Registrations;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Operators with weights: input, weights, optional bias.</summary>
internal static class LinearOperators
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        new("CONV_2D", [UInt8, UInt8], UInt8, context => new Conv2DKernel<byte>(context), PackedConv2DKernel<byte>.TryCreate),
        new("CONV_2D", [Int8, Int8], Int8, context => new Conv2DKernel<sbyte>(context), PackedConv2DKernel<sbyte>.TryCreate),
        new("DEPTHWISE_CONV_2D", [UInt8, UInt8], UInt8, context => new DepthwiseConv2DKernel<byte>(context), VectorDepthwiseConv2DKernel<byte>.TryCreate),
        new("DEPTHWISE_CONV_2D", [Int8, Int8], Int8, context => new DepthwiseConv2DKernel<sbyte>(context), VectorDepthwiseConv2DKernel<sbyte>.TryCreate),
        new("FULLY_CONNECTED", [UInt8, UInt8], UInt8, context => new FullyConnectedKernel<byte>(context)),
        new("FULLY_CONNECTED", [Int8, Int8], Int8, context => new FullyConnectedKernel<sbyte>(context)),
    ];
}
