using System.Collections.Immutable;
using Mrq.Emulator.Reference;

namespace Mrq.Emulator.Registrations;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Operators that compute each value from the values at the same place, activations among them.</summary>
internal static class ElementwiseOperators
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        new("ADD", [UInt8, UInt8], UInt8, context => new AddKernel<byte>(context)),
        new("ADD", [Int8, Int8], Int8, context => new AddKernel<sbyte>(context)),
        new("DEQUANTIZE", [UInt8], Float32, context => new DequantizeKernel<byte>(context)),
        new("DEQUANTIZE", [Int8], Float32, context => new DequantizeKernel<sbyte>(context)),
        new("QUANTIZE", [Float32], UInt8, context => new QuantizeKernel<byte>(context)),
        new("QUANTIZE", [Float32], Int8, context => new QuantizeKernel<sbyte>(context)),
        new("QUANTIZE", [UInt8], UInt8, context => new RequantizeKernel<byte, byte>(context)),
        new("QUANTIZE", [UInt8], Int8, context => new RequantizeKernel<byte, sbyte>(context)),
        new("QUANTIZE", [Int8], UInt8, context => new RequantizeKernel<sbyte, byte>(context)),
        new("QUANTIZE", [Int8], Int8, context => new RequantizeKernel<sbyte, sbyte>(context)),
        new("SOFTMAX", [UInt8], UInt8, context => new SoftmaxKernel<byte>(context)),
        new("SOFTMAX", [Int8], Int8, context => new SoftmaxKernel<sbyte>(context)),
    ];
}
