using System.Collections.Immutable;
using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Elementwise;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;
using static Mrq.Emulator.Loops.ValueRegistrations;

/// <summary>Operators that compute each value from the values at the same place.</summary>
internal static class ElementwiseOperators
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        new("ADD", [UInt8, UInt8], UInt8, context => new BinaryKernel<byte, AddFunction>(context, new AddFunction(context)), VectorAddKernel<byte>.TryCreate),
        new("ADD", [Int8, Int8], Int8, context => new BinaryKernel<sbyte, AddFunction>(context, new AddFunction(context)), VectorAddKernel<sbyte>.TryCreate),
        new("ADD", [Int16, Int16], Int16, AddInt16),
        new("SUB", [UInt8, UInt8], UInt8, context => new BinaryKernel<byte, AddFunction>(context, new AddFunction(context)), VectorAddKernel<byte>.TryCreate),
        new("SUB", [Int8, Int8], Int8, context => new BinaryKernel<sbyte, AddFunction>(context, new AddFunction(context)), VectorAddKernel<sbyte>.TryCreate),
        new("SUB", [Int16, Int16], Int16, AddInt16),
        .. Binary("MUL", context => new MulFunction(context), UInt8, Int8, Int16),
        .. Extrema<byte>(UInt8),
        .. Extrema<sbyte>(Int8),
        .. Extrema<short>(Int16),
        .. Extrema<int>(Int32),

        new("DEQUANTIZE", [UInt8], Float32, context => new DequantizeKernel<byte>(context)),
        new("DEQUANTIZE", [Int8], Float32, context => new DequantizeKernel<sbyte>(context)),
        new("DEQUANTIZE", [Int16], Float32, context => new DequantizeKernel<short>(context)),
        new("QUANTIZE", [Float32], UInt8, context => new QuantizeKernel<byte>(context)),
        new("QUANTIZE", [Float32], Int8, context => new QuantizeKernel<sbyte>(context)),
        new("QUANTIZE", [Float32], Int16, context => new QuantizeKernel<short>(context)),
        .. Unary("QUANTIZE", RequantizeFunction.Create, UInt8, Int8, Int16),
        Bytes<byte, sbyte, RequantizeFunction>("QUANTIZE", UInt8, Int8, RequantizeFunction.Create),
        Bytes<sbyte, byte, RequantizeFunction>("QUANTIZE", Int8, UInt8, RequantizeFunction.Create),
        new("QUANTIZE", [Int16], Int8, context => UnaryKernel<short, sbyte>.Create(context, RequantizeFunction.Create(context))),
        new("QUANTIZE", [Int16], Int32, context => UnaryKernel<short, int>.Create(context, RequantizeFunction.Create(context))),
        new("QUANTIZE", [Int32], Int8, context => UnaryKernel<int, sbyte>.Create(context, RequantizeFunction.Create(context))),
        new("QUANTIZE", [Int32], Int16, context => UnaryKernel<int, short>.Create(context, RequantizeFunction.Create(context))),

        // Only tflite-micro has this one; TFLite's QUANTIZE stays within 8 bits when the input has them.
        new("QUANTIZE", [Int8], Int16, context => UnaryKernel<sbyte, short>.Create(context, RequantizeFunction.Create(context))),
    ];

    private static Kernel AddInt16(KernelContext context) =>
        PowerOfTwoAddFunction.TryCreate(context) is { } function
            ? new BinaryKernel<short, PowerOfTwoAddFunction>(context, function)
            : new BinaryKernel<short, AddFunction>(context, new AddFunction(context));

    private static IEnumerable<KernelRegistration> Extrema<T>(ElementType type)
        where T : unmanaged, INumber<T> =>
    [
        new("MAXIMUM", [type, type], type, context => new ExtremumKernel<T>(context)),
        new("MINIMUM", [type, type], type, context => new ExtremumKernel<T>(context)),
    ];
}
