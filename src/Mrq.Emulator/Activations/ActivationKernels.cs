using System.Collections.Immutable;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Activations;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;
using static Mrq.Emulator.Loops.ValueRegistrations;

/// <summary>Activation functions, and operators that normalize rows.</summary>
internal static class ActivationKernels
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        .. RowFunctionKernels.OnOtherGrids,
        .. Unary("LOGISTIC", RealFunction.Logistic, Int16).Select(RowFunctionKernels.OnOtherGrid),
        .. Unary("TANH", RealFunction.Tanh, Int16).Select(RowFunctionKernels.OnOtherGrid),
        .. Unary("RELU", context => new ReluFunction(context), UInt8, Int8, Int16),
        .. Unary("RELU6", context => new ReluFunction(context), UInt8, Int8, Int16),
        .. Unary("RELU_N1_TO_1", context => new ReluFunction(context), UInt8, Int8),
        .. Unary("LEAKY_RELU", context => new LeakyReluFunction(context), UInt8, Int8, Int16),
        .. Binary("PRELU", context => new PreluFunction(context), UInt8, Int8),
        .. Unary("HARD_SWISH", context => new HardSwishFunction(context), UInt8, Int8),
        .. Unary("LOGISTIC", RealFunction.Logistic, UInt8),
        .. Unary("LOGISTIC", context => new Int8Sigmoid(context), Int8),
        .. Unary("LOGISTIC", context => new SigmoidFunction(context), Int16),
        .. Unary("TANH", RealFunction.Tanh, UInt8),
        .. Unary("TANH", context => new Int8Sigmoid(context), Int8),
        .. Unary("TANH", context => new SigmoidFunction(context), Int16),
        .. Unary("EXP", RealFunction.Of, Int8),
        .. Unary("EXP", InterpolatedFunction.Of, Int16),
        .. Unary("LOG", RealFunction.Of, Int8),
        .. Unary("LOG", InterpolatedFunction.Of, Int16),
        .. Unary("ELU", RealFunction.Of, Int8),
        .. Unary("GELU", RealFunction.Of, UInt8, Int8),
        .. Unary("GELU", InterpolatedFunction.Of, Int16),
        new("SQRT", [Int8], Int8, context => RootKernels.Create<sbyte, SqrtFunction>(context, new SqrtFunction(context))),
        new("SQRT", [Int16], Int16, context => RootKernels.Create<short, SqrtFunction>(context, new SqrtFunction(context))),
        new("RSQRT", [Int8], Int8, context => RootKernels.Create<sbyte, RsqrtFunction>(context, new RsqrtFunction(context))),
        new("RSQRT", [Int16], Int16, context => RootKernels.Create<short, InterpolatedFunction>(context, InterpolatedFunction.Of(context))),

        new("SOFTMAX", [UInt8], UInt8, context => new SoftmaxKernel<byte, byte>(context)),
        new("SOFTMAX", [Int8], Int8, context => new SoftmaxKernel<sbyte, sbyte>(context)),
        new("SOFTMAX", [Int8], Int16, context => new SoftmaxKernel<sbyte, short>(context)),
        new("SOFTMAX", [Int16], Int16, context => new Int16SoftmaxKernel(context)),
        new("LOG_SOFTMAX", [UInt8], UInt8, context => new LogSoftmaxKernel<byte>(context)),
        new("LOG_SOFTMAX", [Int8], Int8, context => new LogSoftmaxKernel<sbyte>(context)),
        new("L2_NORMALIZATION", [UInt8], UInt8, context => new L2NormalizationKernel<byte>(context)),
        new("L2_NORMALIZATION", [Int8], Int8, context => new L2NormalizationKernel<sbyte>(context)),
    ];
}
