using System.Collections.Immutable;
using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Emulator.Reference;
using Mrq.Emulator.Simd;

namespace Mrq.Emulator.Registrations;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Operators that compute each value from the values at the same place, activations among them.</summary>
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
        .. Binary("PRELU", context => new PreluFunction(context), UInt8, Int8),

        .. Unary("RELU", context => new ReluFunction(context), UInt8, Int8, Int16),
        .. Unary("RELU6", context => new ReluFunction(context), UInt8, Int8, Int16),
        .. Unary("RELU_N1_TO_1", context => new ReluFunction(context), UInt8, Int8),
        .. Unary("LEAKY_RELU", context => new LeakyReluFunction(context), UInt8, Int8, Int16),
        .. Unary("HARD_SWISH", context => new HardSwishFunction(context), UInt8, Int8),
        .. Unary("LOGISTIC", RealFunction.Logistic, UInt8),
        .. Unary("LOGISTIC", context => new Int8Sigmoid(context), Int8),
        .. Unary("LOGISTIC", context => new SigmoidFunction(context), Int16),
        .. Unary("TANH", RealFunction.Tanh, UInt8),
        .. Unary("TANH", context => new Int8Sigmoid(context), Int8),
        .. Unary("TANH", context => new SigmoidFunction(context), Int16),

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
        new("SOFTMAX", [UInt8], UInt8, context => new SoftmaxKernel<byte, byte>(context)),
        new("SOFTMAX", [Int8], Int8, context => new SoftmaxKernel<sbyte, sbyte>(context)),
        new("SOFTMAX", [Int8], Int16, context => new SoftmaxKernel<sbyte, short>(context)),
        new("SOFTMAX", [Int16], Int16, context => new Int16SoftmaxKernel(context)),
        new("LOG_SOFTMAX", [UInt8], UInt8, context => new LogSoftmaxKernel<byte>(context)),
        new("LOG_SOFTMAX", [Int8], Int8, context => new LogSoftmaxKernel<sbyte>(context)),
        new("LOG_SOFTMAX", [Float32], Float32, context => new RealLogSoftmaxKernel(context)),
    ];

    private static Kernel AddInt16(KernelContext context) =>
        PowerOfTwoAddFunction.TryCreate(context) is { } function
            ? new BinaryKernel<short, PowerOfTwoAddFunction>(context, function)
            : new BinaryKernel<short, AddFunction>(context, new AddFunction(context));

    private static IEnumerable<KernelRegistration> Unary<TFunction>(string name, Func<KernelContext, TFunction> create, params ElementType[] types)
        where TFunction : struct, IUnaryFunction =>
        types.Select(type => type switch
        {
            UInt8 => Bytes<byte, byte, TFunction>(name, type, type, create),
            Int8 => Bytes<sbyte, sbyte, TFunction>(name, type, type, create),
            _ => new KernelRegistration(name, [type], type, context => UnaryKernel<short, short>.Create(context, create(context))),
        });

    private static KernelRegistration Bytes<TIn, TOut, TFunction>(string name, ElementType input, ElementType output, Func<KernelContext, TFunction> create)
        where TIn : unmanaged, IBinaryInteger<TIn>
        where TOut : unmanaged, IBinaryInteger<TOut>
        where TFunction : struct, IUnaryFunction =>
        new(
            name,
            [input],
            output,
            context => UnaryKernel<TIn, TOut>.Create(context, create(context)),
            context => ByteTableKernel.Create<TIn, TOut, TFunction>(context, create(context)));

    private static IEnumerable<KernelRegistration> Binary<TFunction>(string name, Func<KernelContext, TFunction> create, params ElementType[] types)
        where TFunction : struct, IBinaryFunction =>
        types.Select(type => new KernelRegistration(name, [type, type], type, type switch
        {
            UInt8 => context => new BinaryKernel<byte, TFunction>(context, create(context)),
            Int8 => context => new BinaryKernel<sbyte, TFunction>(context, create(context)),
            _ => context => new BinaryKernel<short, TFunction>(context, create(context)),
        }));
}
