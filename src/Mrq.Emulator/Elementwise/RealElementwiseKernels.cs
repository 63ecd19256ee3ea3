using System.Collections.Immutable;
using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Elementwise;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Value by value by the formulas of ONNX Runtime.</summary>
internal static class RealElementwiseKernels
{
    private static readonly string[] Comparisons = ["EQUAL", "NOT_EQUAL", "GREATER", "GREATER_EQUAL", "LESS", "LESS_EQUAL"];

    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        .. Comparisons.Select(name => new KernelRegistration(name, [Float32, Float32], Bool, context => new PairKernel<float, bool, ComparisonFunction<float>>(context, new(context)))),
        .. Types<byte>(UInt8),
        .. Types<sbyte>(Int8),
        .. Types<short>(Int16),
        .. Types<ushort>(UInt16),
        new("DEQUANTIZE", [Int32], Float32, context => new RealDequantizeKernel<int>(context)),
        new("QUANTIZE", [Int32], UInt8, Requantize<int, byte>),
        new("QUANTIZE", [Int32], Int8, Requantize<int, sbyte>),
        new("QUANTIZE", [Int32], Int16, Requantize<int, short>),
        .. ((IEnumerable<string>)["ADD", "SUB", "DIV", "MAXIMUM", "MINIMUM", "MUL"]).Select(name => new KernelRegistration(name, [Float32, Float32], Float32, Real)),
    ];

    private static IEnumerable<KernelRegistration> Types<T>(ElementType type)
        where T : unmanaged, IBinaryInteger<T> =>
    [
        new("ADD", [type, type], type, context => context.Arithmetic.IsUnfused ? Unfused<T>(context) : new BinaryKernel<T, RealAddFunction>(context, new RealAddFunction(context)), VectorRealAddKernel<T>.TryCreate),
        .. Comparisons.Select(name => new KernelRegistration(name, [type, type], Bool, context => new PairKernel<T, bool, UnfusedComparisonFunction<T>>(context, new(context)))),
        new("SUB", [type, type], type, Unfused<T>),
        new("DIV", [type, type], type, Unfused<T>),
        new("MUL", [type, type], type, context => context.Arithmetic.IsUnfused ? Unfused<T>(context) : new BinaryKernel<T, RealMulFunction>(context, new RealMulFunction(context))),
        new("QUANTIZE", [Float32], type, context => new RealQuantizeKernel<T>(context)),
        new("DEQUANTIZE", [type], Float32, context => new RealDequantizeKernel<T>(context)),
        new("QUANTIZE", [type], UInt8, Requantize<T, byte>),
        new("QUANTIZE", [type], Int8, Requantize<T, sbyte>),
        new("QUANTIZE", [type], Int16, Requantize<T, short>),
        new("QUANTIZE", [type], UInt16, Requantize<T, ushort>),
        new("QUANTIZE", [type], Int32, Requantize<T, int>),
    ];

    private static BinaryKernel<T, UnfusedFunction> Unfused<T>(KernelContext context)
        where T : unmanaged, IBinaryInteger<T> => new(context, new UnfusedFunction(context));

    private static PairKernel<float, float, GivenPair<float, float>> Real(KernelContext context)
    {
        var step = context.Operator;
        context.Require(step is not ActivatedOperator { FusedActivationFunction: not ActivationFunctionType.None }, "real numbers have no fused activation.");
        return new(context, new((left, right) => UnfusedFunction.Of(step, left, right)));
    }

    private static Kernel Requantize<TIn, TOut>(KernelContext context)
        where TIn : unmanaged, IBinaryInteger<TIn>
        where TOut : unmanaged, IBinaryInteger<TOut> => UnaryKernel<TIn, TOut>.Create(context, RealRequantizeFunction.Create(context));
}
