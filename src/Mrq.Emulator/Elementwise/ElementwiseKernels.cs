using System.Collections.Immutable;
using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Elementwise;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;
using static Mrq.Emulator.Loops.ValueRegistrations;

/// <summary>Operators that compute each value from the values at the same place.</summary>
internal static class ElementwiseKernels
{
    private static readonly string[] Comparisons = ["EQUAL", "NOT_EQUAL", "GREATER", "GREATER_EQUAL", "LESS", "LESS_EQUAL"];

    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        new("ADD", [UInt8, UInt8], UInt8, Sum<byte>, context => VectorAddKernel<byte>.TryCreate(context) ?? SumTableKernel.TryCreate(context, isSigned: false)),
        new("ADD", [Int8, Int8], Int8, Sum<sbyte>, context => VectorAddKernel<sbyte>.TryCreate(context) ?? SumTableKernel.TryCreate(context, isSigned: true)),
        new("ADD", [Int16, Int16], Int16, AddInt16),
        new("SUB", [UInt8, UInt8], UInt8, Sum<byte>, context => VectorAddKernel<byte>.TryCreate(context) ?? SumTableKernel.TryCreate(context, isSigned: false)),
        new("SUB", [Int8, Int8], Int8, Sum<sbyte>, context => VectorAddKernel<sbyte>.TryCreate(context) ?? SumTableKernel.TryCreate(context, isSigned: true)),
        new("SUB", [Int16, Int16], Int16, AddInt16),
        new("MUL", [UInt8, UInt8], UInt8, context => new BinaryKernel<byte, MulFunction>(context, new MulFunction(context)), VectorMulKernel<byte>.TryCreate),
        new("MUL", [Int8, Int8], Int8, context => new BinaryKernel<sbyte, MulFunction>(context, new MulFunction(context)), VectorMulKernel<sbyte>.TryCreate),
        .. Binary("MUL", context => new MulFunction(context), Int16),
        .. Extrema<byte>(UInt8),
        .. Extrema<sbyte>(Int8),
        .. Extrema<short>(Int16),
        .. Extrema<int>(Int32),
        .. Extrema<long>(Int64),
        new("DIV", [UInt8, UInt8], UInt8, DivFunction.Create<byte>),
        new("DIV", [Int8, Int8], Int8, DivFunction.Create<sbyte>),
        new("DIV", [Int16, Int16], Int16, DivFunction.Create<short>),
        .. Binary("SQUARED_DIFFERENCE", context => new SquaredDifferenceFunction(context), Int8, Int16),
        .. Unary("ABS", context => new AbsFunction(context), Int8),
        new("ABS", [Int16], Int16, context => context.Input(0).Quantization is null ? PlainAbsFunction<short>.Create(context) : UnaryKernel<short, short>.Create(context, new AbsFunction(context))),
        new("ABS", [Int32], Int32, PlainAbsFunction<int>.Create),
        new("NEG", [Int8], Int8, NegFunction<sbyte>.Create),
        new("NEG", [Int16], Int16, NegFunction<short>.Create),
        new("NEG", [Int32], Int32, NegFunction<int>.Create),
        new("NEG", [Int64], Int64, NegFunction<long>.Create),
        .. Numbers<int>(Int32, "ADD", "SUB", "MUL", "DIV", "FLOOR_DIV", "FLOOR_MOD", "POW", "SQUARED_DIFFERENCE"),
        .. Numbers<long>(Int64, "ADD", "SUB", "MUL", "FLOOR_MOD"),
        .. Numbers<short>(Int16, "FLOOR_DIV", "FLOOR_MOD"),
        .. Numbers<sbyte>(Int8, "FLOOR_DIV", "FLOOR_MOD"),
        new("ADD_N", [Int32, Int32], Int32, context => new AddNKernel(context)),
        .. Comparisons.SelectMany(name => new[]
        {
            Comparison<byte>(name, UInt8), Comparison<sbyte>(name, Int8), Comparison<short>(name, Int16), Comparison<int>(name, Int32), Comparison<long>(name, Int64), Comparison<float>(name, Float32),
        }),
        Comparison<byte>("EQUAL", Bool),
        Comparison<byte>("NOT_EQUAL", Bool),
        new("LOGICAL_AND", [Bool, Bool], Bool, context => new PairKernel<byte, bool, LogicalFunction>(context, new LogicalFunction(context))),
        new("LOGICAL_OR", [Bool, Bool], Bool, context => new PairKernel<byte, bool, LogicalFunction>(context, new LogicalFunction(context))),
        new("LOGICAL_NOT", [Bool], Bool, context => new ElementKernel<byte, bool, LogicalNotFunction>(context, default)),
        .. KernelRegistration.EveryType.Select(type => new KernelRegistration("SELECT", [Bool, type], type, context => Select(context, type))),
        .. KernelRegistration.EveryType.Select(type => new KernelRegistration("SELECT_V2", [Bool, type], type, context => Select(context, type))),
        .. CastKernels.All,

        new("DEQUANTIZE", [UInt8], Float32, Dequantize<byte>),
        new("DEQUANTIZE", [Int8], Float32, Dequantize<sbyte>),
        new("DEQUANTIZE", [Int16], Float32, Dequantize<short>),
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

    private static Kernel Sum<T>(KernelContext context)
        where T : unmanaged, IBinaryInteger<T> =>
        context.Arithmetic.Sums == SumRule.General ? new BinaryKernel<T, AddFunction>(context, new AddFunction(context)) : new BinaryKernel<T, ShortSumFunction>(context, new ShortSumFunction(context));

    /// <summary>Of a constant with several scales each index of its axis has its own, as TFLite has it, too.</summary>
    private static Kernel Dequantize<T>(KernelContext context)
        where T : unmanaged, IBinaryInteger<T> =>
        context.Input(0).Quantization is { IsPerTensor: false } ? new RealDequantizeKernel<T>(context) : new DequantizeKernel<T>(context);

    private static Kernel AddInt16(KernelContext context) =>
        PowerOfTwoAddFunction.TryCreate(context) is { } function
            ? new BinaryKernel<short, PowerOfTwoAddFunction>(context, function)
            : new BinaryKernel<short, AddFunction>(context, new AddFunction(context));

    private static IEnumerable<KernelRegistration> Extrema<T>(ElementType type)
        where T : unmanaged, INumber<T> =>
    [
        new("MAXIMUM", [type, type], type, context => new PairKernel<T, T, ExtremumFunction<T>>(context, new ExtremumFunction<T>(context))),
        new("MINIMUM", [type, type], type, context => new PairKernel<T, T, ExtremumFunction<T>>(context, new ExtremumFunction<T>(context))),
    ];

    private static IEnumerable<KernelRegistration> Numbers<T>(ElementType type, params string[] names)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> =>
        names.Select(name => new KernelRegistration(name, [type, type], type, NumberFunction<T>.Create));

    private static KernelRegistration Comparison<T>(string name, ElementType type)
        where T : unmanaged, INumber<T> => new(name, [type, type], Bool, ComparisonFunction<T>.Create);

    private static Kernel Select(KernelContext context, ElementType type) => type.BitWidth() switch
    {
        8 => new SelectKernel<byte>(context),
        16 => new SelectKernel<ushort>(context),
        32 => new SelectKernel<uint>(context),
        _ => new SelectKernel<ulong>(context),
    };
}
