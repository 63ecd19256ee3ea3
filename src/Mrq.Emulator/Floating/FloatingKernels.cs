using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Floating;

/// <summary>
/// Operators on float32 as they stand between DEQUANTIZE and QUANTIZE. Each value is rounded to float32 once; sums run in double. A runtime adds in an order of its
/// own and has another library's functions, so that its last bits may differ.
/// </summary>
internal static class FloatingKernels
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        Binary("ADD", (left, right) => left + right),
        Binary("SUB", (left, right) => left - right),
        Binary("MUL", (left, right) => left * right),
        Binary("MAXIMUM", Math.Max),
        Binary("MINIMUM", Math.Min),
        Binary("DIV", (left, right) => left / right),
        Binary("SQUARED_DIFFERENCE", (left, right) => (left - right) * (left - right)),
        Binary("POW", (left, right) => (float)Math.Pow(left, right)),
        Binary("PRELU", (value, slope) => value < 0 ? value * slope : value),
        Unary("ABS", _ => Math.Abs),
        Unary("NEG", _ => value => -value),
        Unary("SQRT", _ => MathF.Sqrt),
        Unary("RSQRT", _ => value => 1 / MathF.Sqrt(value)),
        Unary("EXP", _ => value => (float)Math.Exp(value)),
        Unary("LOG", _ => value => (float)Math.Log(value)),
        Unary("ELU", _ => value => value < 0 ? (float)(Math.Exp(value) - 1) : value),
        Unary("LOGISTIC", _ => value => (float)(1 / (1 + Math.Exp(-value)))),
        Unary("TANH", _ => value => (float)Math.Tanh(value)),
        Unary("RELU", _ => value => Math.Max(value, 0)),
        Unary("RELU6", _ => value => Math.Clamp(value, 0, 6)),
        Unary("RELU_N1_TO_1", _ => value => Math.Clamp(value, -1, 1)),
        Unary("HARD_SWISH", _ => value => value * Math.Clamp(value + 3, 0, 6) / 6),
        Unary("LEAKY_RELU", step => value => value > 0 ? value : value * ((LeakyRelu)step).Alpha),
        Real("SOFTMAX", context => new RealSoftmaxKernel(context)),
        Real("LOG_SOFTMAX", context => new RealLogSoftmaxKernel(context)),
        Real("AVERAGE_POOL_2D", context => new RealPool2DKernel(context)),
        Real("MAX_POOL_2D", context => new RealPool2DKernel(context)),
        Real("MEAN", context => new RealReductionKernel(context)),
        Real("SUM", context => new RealReductionKernel(context)),
    ];

    private static KernelRegistration Real(string name, Func<KernelContext, Kernel> create) => new(name, [ElementType.Float32], ElementType.Float32, create);

    private static KernelRegistration Unary(string name, Func<Operator, Func<float, float>> create) =>
        Real(name, context => new ElementKernel<float, float, GivenElement<float, float>>(context, new(create(context.Operator))));

    private static KernelRegistration Binary(string name, Func<float, float, float> function) => new(name, [ElementType.Float32, ElementType.Float32], ElementType.Float32, context =>
    {
        var activation = (context.Operator as ActivatedOperator)?.FusedActivationFunction ?? ActivationFunctionType.None;
        context.Require(activation is ActivationFunctionType.None or ActivationFunctionType.Relu or ActivationFunctionType.Relu6 or ActivationFunctionType.ReluN1To1, $"has no fused {activation}.");
        var (low, high) = ActivationBounds.Of(activation);
        return new PairKernel<float, float, GivenPair<float, float>>(context, new((left, right) => Math.Clamp(function(left, right), low, high)));
    });
}
